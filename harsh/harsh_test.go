package harsh_test

import (
	"testing"

	"pgregory.net/rapid"

	"hearsay/harsh"
)

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"They were BEHEADED in the square":                 true,
		"We should hang them all":                          true,
		"Someone should shoot him":                         true,
		"Heidät pitäisi tappaa, tapan heidät":              true,
		"Man borde skjuta dem":                             true,
		"Es hat sie vergewaltigt":                          true,
		"Il les a égorgés":                                 true,
		"I corpi decapitati per strada":                    true,
		"Is the water safe to drink?":                      false,
		"Soap kills them, and alcohol kills all germs":     false, // germs
		"The vaccine kills, they say":                      false,
		"Der Grapefruit-Saft ist gesund":                   false,
		"Uccide lo virus":                                  false,
		"Les masques tuent les virus ?":                    false,
		"Kann ich mit Fieber ins Krankenhaus?":             false,
		"Ruumiinlämpö on 38 astetta":                       false,
		"Flatten the curve, 24 horas al día":               false,
		"Du kan mata dem och spara dem":                    false,
		"Rapeseed oil, pending your order":                 false,
		"Hang in there, everyone":                          false,
		"Burn the candle, said the fire brigade: never do": false,
		"": false,
	} {
		if got := harsh.Is(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestItTakesAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if harsh.Is(text) && !harsh.Is(text+" massacre") {
			t.Fatalf("%q", text)
		}
		if !harsh.Is(text + " massacre") {
			t.Fatalf("%q", text)
		}
	})
}
