package browsertest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"hearsay/internal/servertest"
)

var update = flag.Bool("update", false, "write the screenshots under docs/screenshots anew")

// Picture keeps a screenshot of what the window shows, with -update.
func (s *Seat) Picture(name string) {
	s.t.Helper()
	if !*update {
		return
	}
	png := Read(s, chromedp.CaptureScreenshot())
	dir := filepath.Join("..", "docs", "screenshots")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// axe is the source of axe-core (https://github.com/dequelabs/axe-core).
var axe struct {
	once sync.Once
	code string
}

// IsAccessible lets axe-core look at the page: by WCAG 2.2 level AA and its good practice, it finds nothing.
func (s *Seat) IsAccessible(what string) {
	s.t.Helper()
	axe.once.Do(func() {
		code, err := os.ReadFile(servertest.Package(s.t, "axe-core/axe.min.js"))
		if err != nil {
			s.t.Fatal(err)
		}
		axe.code = string(code)
	})
	const look = `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.map(n => n.html.slice(0, 200) + " " + n.any.map(a => a.message).join("; ")).join(" | "))))`
	if !Read(s, chromedp.Evaluate[bool](`"axe" in window`)) {
		Read(s, chromedp.Evaluate[any](axe.code+"; null"))
	}
	found := Read(s, chromedp.Evaluate[string](look, chromedp.EvalAwaitPromise))
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		s.t.Fatal(err)
	}
	for _, v := range violations {
		s.t.Errorf("%s, as %s sees it: %s", what, s.name, v)
	}
}

// Looks checks a page in light and dark and at the width of a phone, and keeps its picture.
func (s *Seat) Looks(what string) {
	s.t.Helper()
	s.Until("the page to be there", `document.readyState === "complete"`)
	s.IsAccessible(what)
	s.Picture(what)
	call(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	s.IsAccessible(what + " in the dark")
	call(s, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 360, Height: 800, DeviceScaleFactor: 1, Mobile: true})
	s.IsAccessible(what + " on a phone")
	if over := Read(s, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`)); over > 0 {
		s.t.Errorf("%s is %d pixels wider than a phone", what, over)
	}
	s.Picture(what + "-phone")
	call(s, emulation.ClearDeviceMetricsOverride, cdp.Empty{})
	call(s, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}
