package claims_test

import (
	"fmt"

	"hearsay/claims"
)

func ExampleShared() {
	fmt.Println(claims.Shared("They say VACCINES contain microchips, honestly, vaccines!", "The vaccine contains a microchip", "en"))
	// Output: [VACCINES contain microchips]
}

func ExampleShared_translated() {
	fmt.Println(claims.Shared("Tuulivoimalat aiheuttavat syöpää Houstonissa", "Wind turbines in Houston cause cancer.", "fi"))
	// Output: [Tuulivoimalat aiheuttavat syöpää]
}
