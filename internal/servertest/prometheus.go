package servertest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tool is the path of prometheus, promtool or amtool.
func Tool(t testing.TB, name string) string {
	t.Helper()
	return filepath.Join(address(t, "HEARSAY_TEST_PROMETHEUS"), name)
}

// Prometheus is a real one, which runs until the test ends.
type Prometheus struct {
	t   testing.TB
	URL string
}

// NewPrometheus starts one with a configuration, which may name files beside dir.
func NewPrometheus(t testing.TB, dir, config string) *Prometheus {
	t.Helper()
	file := filepath.Join(dir, "prometheus-under-test.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := listener.Addr().String()
	listener.Close()
	run := exec.Command(Tool(t, "prometheus"), "--config.file="+file, "--storage.tsdb.path="+filepath.Join(t.TempDir(), "tsdb"), "--web.listen-address="+at, "--enable-feature=exemplar-storage", "--log.level=warn")
	run.Stdout, run.Stderr = t.Output(), t.Output()
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
	})
	p := &Prometheus{t, "http://" + at}
	Eventually(t, "Prometheus to be ready", func() bool {
		response, err := http.Get(p.URL + "/-/ready")
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return p
}

// Sample is one series of a result.
type Sample struct {
	Metric map[string]string `json:"metric"`
	Value  [2]any            `json:"value"`
}

// Query asks for a value now.
func (p *Prometheus) Query(expr string) ([]Sample, error) {
	var said struct {
		Status string `json:"status"`
		Error  string `json:"error"`
		Data   struct {
			Result []Sample `json:"result"`
		} `json:"data"`
		Warnings []string `json:"warnings"`
	}
	err := p.Get("/api/v1/query?"+url.Values{"query": {expr}}.Encode(), &said)
	if err == nil && (said.Status != "success" || len(said.Warnings) > 0) {
		err = fmt.Errorf("%s %v", said.Error, said.Warnings)
	}
	return said.Data.Result, err
}

// Get reads an answer of its API.
func (p *Prometheus) Get(path string, into any) error {
	response, err := http.Get(p.URL + path)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(into)
}
