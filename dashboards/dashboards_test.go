package dashboards

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"hearsay/replies/wording"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

var update = flag.Bool("update-files", false, "write the dashboards")

const folder = "../configs/grafana/dashboards"

func TestTheFilesAreWhatIsMade(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if !*update && len(files) != len(All()) {
		t.Errorf("%d files for %d dashboards", len(files), len(All()))
	}
	for _, b := range All() {
		made, err := b.JSON()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, b.UID+".json")
		if *update {
			if err := os.WriteFile(path, made, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, made) {
			t.Errorf("%s is not what is made (%v); run: go test ./dashboards -update-files", path, err)
		}
	}
}

// faultsOf are the faults in what the library returns, which is an empty list where there are none.
func faultsOf(err error) string {
	var list cog.BuildErrors
	if errors.As(err, &list) && len(list) == 0 || err == nil {
		return ""
	}
	return err.Error()
}

// TestGrafanaReadsThem reads each file strictly by Grafana's own schema: no field that it does not know.
func TestGrafanaReadsThem(t *testing.T) {
	for _, b := range All() {
		written, err := os.ReadFile(filepath.Join(folder, b.UID+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var read dashboard.Dashboard //nolint:staticcheck // as in dashboards.go
		if faults := faultsOf(read.UnmarshalJSONStrict(written)); faults != "" {
			t.Errorf("%s: %s", b.UID, faults)
		}
		if faults := faultsOf(read.Validate()); faults != "" {
			t.Errorf("%s: %s", b.UID, faults)
		}
		broken := bytes.Replace(written, []byte(`"description":`), []byte(`"descripti0n":`), 1)
		if faultsOf((&dashboard.Dashboard{}).UnmarshalJSONStrict(broken)) == "" { //nolint:staticcheck // as above
			t.Error("a field that Grafana does not know is read over")
		}
	}
}

// TestNoDashboardAccuses looks at what analysts read.
func TestNoDashboardAccuses(t *testing.T) {
	for _, b := range All() {
		written, err := b.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := wording.Guard(string(written)); err != nil {
			t.Errorf("%s: %v", b.UID, err)
		}
	}
}

// TestEveryMetricIsOnADashboard looks for each name of the design.
func TestEveryMetricIsOnADashboard(t *testing.T) {
	names, err := os.ReadFile("../metrics/names.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := ""
	for _, b := range All() {
		for _, r := range b.Rows {
			for _, p := range r.Panels {
				for _, q := range p.Queries {
					shown += q.Expr + "\n"
				}
			}
		}
	}
	for _, name := range regexp.MustCompile(`hearsay_[a-z_]+`).FindAllString(string(names), -1) {
		if !regexp.MustCompile(name + `(_bucket)?\b`).MatchString(shown) {
			t.Errorf("%s is on no dashboard", name)
		}
	}
}
