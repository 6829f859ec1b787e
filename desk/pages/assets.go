package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
)

//go:embed static
var staticFiles embed.FS

// assets are the files of the folder static, by name. Each has an address that changes with what is in it, so that browsers
// keep it for good.
type assets map[string]string

func readAssets() (assets, error) {
	all := assets{}
	err := fs.WalkDir(staticFiles, "static", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := staticFiles.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		name := path[len("static/"):]
		all[name] = "/static/" + hex.EncodeToString(sum[:6]) + "/" + name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the files of the pages: %w", err)
	}
	return all, nil
}

// address is where a file is served.
func (a assets) address(name string) (string, error) {
	if address, ok := a[name]; ok {
		return address, nil
	}
	return "", fmt.Errorf("there is no file %q beside the pages", name)
}

// serve answers with a file.
func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if a[name] != r.URL.Path {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeFileFS(w, r, staticFiles, "static/"+name) //nolint:gosec // the name is one of the embedded files, as looked up above
}
