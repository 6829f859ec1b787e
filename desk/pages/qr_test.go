package pages

import (
	"testing"

	"rsc.io/qr"
)

// TestAPictureIsTheCode draws the runs again, module by module.
func TestAPictureIsTheCode(t *testing.T) {
	const text = "otpauth://totp/desk.example:ann?issuer=desk.example&secret=FRNCDIPEHQ2HUO3EWK3UQSZEOIDBFCYJ"
	drawn, err := pictureOf(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := map[[2]int]bool{}
	for _, r := range drawn.Runs {
		for x := r.X; x < r.X+r.Width; x++ {
			black[[2]int{x, r.Y}] = true
		}
	}
	for y := range drawn.Size {
		for x := range drawn.Size {
			if want := code.Black(x-quietZone, y-quietZone); black[[2]int{x, y}] != want {
				t.Fatalf("the module %d, %d is black: %v", x, y, !want)
			}
		}
	}
}
