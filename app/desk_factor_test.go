package app_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hearsay/internal/browsertest"
	"hearsay/internal/servertest"
)

// signsInSafely has an administrator take a second factor, with a device that reads what the page says, and somebody whom they add choose a
// password of their own.
func signsInSafely(t *testing.T, url string, admin *browsertest.Seat) {
	t.Helper()
	admin.Open("/me")
	admin.Click(`a[href^="/signin/factor"]`)
	admin.Sees(`svg.qr`)
	admin.Looks("second-factor")
	secret := browsertest.Read(admin, chromedp.Evaluate[string](`document.querySelector("code.hash").textContent`))
	admin.Write(`input[name=code]`, servertest.Code(t, secret, time.Now()))
	admin.Key(kb.Enter)
	admin.Sees(`ul.codes`)
	admin.IsAccessible("the codes for a lost device")
	admin.Click(`.panel a.button`)
	admin.Reads("Codes that are left for the day on which you lose it: 8.")
	admin.IsAccessible("what is said of a second factor")
	elsewhere := browsertest.Sit(t, url, "admin2")
	elsewhere.TypePassword("correct horse battery")
	elsewhere.Reads("A code of your second factor")
	elsewhere.Looks("sign-in-code")
	elsewhere.Write(`input[name=code]`, servertest.Code(t, secret, time.Now().Add(30*time.Second)))
	elsewhere.Key(kb.Enter)
	elsewhere.Sees(`table.queues`)

	admin.Open("/users")
	admin.Write(`section form[action="/users"] input[name=name]`, "eve")
	admin.Write(`section form[action="/users"] input[name=password]`, "six words that are given")
	admin.Click(`section form[action="/users"] button`)
	admin.Reads("has to choose a password by")
	admin.IsAccessible("a user who was given a password")
	eve := browsertest.Sit(t, url, "eve")
	eve.TypePassword("six words that are given")
	eve.Reads("Choose your own password")
	eve.Looks("own-password")
	eve.Write(`input[name=old]`, "six words that are given")
	eve.Write(`input[name=new]`, "five words of my own")
	eve.Key(kb.Enter)
	eve.Sees(`table.queues`)
}
