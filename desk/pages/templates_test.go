package pages

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"
)

// TestEveryPageIsReadable reads pages that are else read when somebody looks at them.
func TestEveryPageIsReadable(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d pages, %v", len(names), err)
	}
	all := newTemplates(time.Now, assets)
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".html")
		made, err := all.in(book.all[0], page)
		if err != nil {
			t.Errorf("%s: %v", page, err)
			continue
		}
		if again, _ := all.in(book.all[0], page); again != made {
			t.Errorf("%s is read each time", page)
		}
	}
	if _, err := all.in(book.all[0], "no-such-page"); err == nil {
		t.Error("a page that is not there was read")
	}
}
