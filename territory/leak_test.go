package territory_test

import (
	"testing"

	"hearsay/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }
