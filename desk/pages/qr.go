package pages

import "rsc.io/qr"

// picture is a QR code as rows of black runs.
type picture struct {
	Size int // modules a side
	Runs []run
}

type run struct{ X, Y, Width int }

// quietZone is the white border that a reader needs, in modules (ISO/IEC 18004, 6.3.8).
const quietZone = 4

func pictureOf(text string) (picture, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return picture{}, err
	}
	drawn := picture{Size: code.Size + 2*quietZone}
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				drawn.Runs = append(drawn.Runs, run{from + quietZone, y + quietZone, x - from})
			}
		}
	}
	return drawn, nil
}
