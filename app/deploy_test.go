package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"hearsay/app"
)

// TestWhatIsDeployedIsSound reads the configurations of the container, the chart and the unit as the daemon would.
func TestWhatIsDeployedIsSound(t *testing.T) {
	t.Setenv("POSTGRES_PASSWORD", "made-up")
	var chart struct{ Config, Alerts string }
	values, err := os.ReadFile("../deploy/helm/hearsay/values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(values, &chart); err != nil || chart.Config == "" {
		t.Fatalf("the chart's configuration is %q, %v", chart.Config, err)
	}
	container, err := os.ReadFile("../configs/compose/hearsay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	alerts, err := os.ReadFile("../configs/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string][2]string{"container": {string(container), string(alerts)}, "chart": {chart.Config, chart.Alerts}} {
		dir := t.TempDir()
		for i, file := range []string{"hearsay.yaml", "alerts.yaml"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(files[i]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		config, err := app.LoadConfig(filepath.Join(dir, "hearsay.yaml"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(config.Alerts.Conditions) == 0 {
			t.Errorf("%s: nothing is worth an alert", name)
		}
	}
}

// TestTheComposeFileMountsWhatIsThere looks for every file that a container is given.
func TestTheComposeFileMountsWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../configs/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Volumes []string `yaml:"volumes"`
		} `yaml:"services"`
		Volumes map[string]any `yaml:"volumes"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil || len(file.Services) < 6 {
		t.Fatalf("%d services, %v", len(file.Services), err)
	}
	for name, service := range file.Services {
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if !strings.HasPrefix(from, ".") {
				if _, named := file.Volumes[from]; !named {
					t.Errorf("%s: there is no volume %s", name, from)
				}
				continue
			}
			if _, err := os.Stat(filepath.Join("../configs", from)); err != nil {
				t.Errorf("%s mounts %s: %v", name, from, err)
			}
		}
	}
}

// TestTheUnitIsVerified runs systemd's own check, where there is one.
func TestTheUnitIsVerified(t *testing.T) {
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here")
	}
	unit, err := os.ReadFile("../deploy/systemd/hearsay.service")
	if err != nil {
		t.Fatal(err)
	}
	program := binary(t) // it must be there
	path := filepath.Join(t.TempDir(), "hearsay.service")
	if err := os.WriteFile(path, []byte(strings.Replace(string(unit), "/usr/local/bin/hearsay", program, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(verify, "verify", path).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
