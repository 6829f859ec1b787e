package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"hearsay/amend"
	"hearsay/ledger"
	"hearsay/work"
)

// send makes a call with headers, given as names and values in turn, and returns the answer and its body.
func (o *office) send(token, method, path, body string, headers ...string) (*http.Response, string) {
	o.t.Helper()
	request, err := http.NewRequest(method, o.URL+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	return response, o.read(response)
}

func TestACallWithAKeyIsDoneOnce(t *testing.T) {
	o := newOffice(t)
	token, other := o.token("responder"), o.token("verifier")
	note := func(token, key, text string) (*http.Response, string) {
		return o.send(token, http.MethodPost, "/items/item0/note", `{"text":"`+text+`"}`, "Idempotency-Key", key)
	}
	first, said := note(token, "k1", "once")
	again, saidAgain := note(token, "k1", "once")
	if first.StatusCode != http.StatusOK || again.StatusCode != http.StatusOK || said != saidAgain || again.Header.Get("Idempotent-Replayed") != "true" || first.Header.Get("Idempotent-Replayed") != "" {
		t.Errorf("first %s, again %s %v", first.Status, again.Status, again.Header)
	}
	if answer, said := note(token, "k1", "another"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(said, "used for another call") {
		t.Errorf("another call with the key: %s %s", answer.Status, said)
	}
	if answer, _ := note(other, "k1", "of somebody else"); answer.StatusCode != http.StatusOK {
		t.Errorf("somebody else with the key: %s", answer.Status)
	}
	if answer, _ := note(token, strings.Repeat("k", 256), "x"); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a long key: %s", answer.Status)
	}
	refused, _ := o.send(token, http.MethodPost, "/items/item0/release", "", "Idempotency-Key", "k2")
	refusedAgain, _ := o.send(token, http.MethodPost, "/items/item0/release", "", "Idempotency-Key", "k2")
	if refused.StatusCode != http.StatusConflict || refusedAgain.StatusCode != http.StatusConflict || refusedAgain.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("a refusal: %s, again %s", refused.Status, refusedAgain.Status)
	}
	notes, err := o.ledger.Notes(t.Context(), "item0")
	if err != nil || len(notes) != 2 {
		t.Errorf("notes %+v, %v", notes, err)
	}
}

// TestKeptAnswersAreReadByTheirCallersOnly makes a token in a call that is made again: the answer is the same, and what the ledger keeps does not show it.
func TestKeptAnswersAreReadByTheirCallersOnly(t *testing.T) {
	o := newOffice(t)
	token := o.token("responder")
	first, said := o.send(token, http.MethodPost, "/tokens", `{"label":"program"}`, "Idempotency-Key", "of the first call")
	again, saidAgain := o.send(token, http.MethodPost, "/tokens", `{"label":"program"}`, "Idempotency-Key", "of the first call")
	var made struct{ Token string }
	if err := json.Unmarshal([]byte(said), &made); err != nil || first.StatusCode != http.StatusOK || made.Token == "" || again.StatusCode != http.StatusOK || saidAgain != said {
		t.Fatalf("made %s %s, %v; again %s %s", first.Status, said, err, again.Status, saidAgain)
	}
	for _, name := range []string{o.file, o.file + "-wal"} {
		data, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, secret := range []string{made.Token, "of the first call"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s has %q", name, secret)
			}
		}
	}
}

func TestAnEditOfAnOldVersionIsRefused(t *testing.T) {
	o := newOffice(t)
	token := o.token("responder")
	drafted, body := o.send(token, http.MethodPost, "/items/item0/replies", `{"language":"en","fact":"one"}`)
	var reply struct{ ID string }
	if err := json.Unmarshal([]byte(body), &reply); err != nil || drafted.Header.Get("ETag") != `"1"` {
		t.Fatalf("the draft: %s %v %s", drafted.Status, drafted.Header, body)
	}
	edit := func(match, fact string) int {
		answer, _ := o.send(token, http.MethodPatch, "/replies/"+reply.ID, `{"fact":"`+fact+`"}`, "If-Match", match)
		return answer.StatusCode
	}
	for _, step := range []struct {
		match string
		want  int
	}{{`"1"`, 200}, {`"1"`, 412}, {`"2"`, 200}, {`*`, 200}, {`old`, 422}, {`"x"`, 422}} {
		if got := edit(step.match, "two"); got != step.want {
			t.Errorf("If-Match %s: got %d, want %d", step.match, got, step.want)
		}
	}
}

// TestWhatIsChangedHasAVersion: a messenger is changed as they were read, once.
func TestWhatIsChangedHasAVersion(t *testing.T) {
	o := newOffice(t)
	token := o.token("editor")
	added, body := o.send(token, http.MethodPost, "/messengers", `{"name":"Ann","email":"ann@town.example","audience":"mayor","languages":["en"]}`)
	var m struct{ ID string }
	if err := json.Unmarshal([]byte(body), &m); err != nil || added.Header.Get("ETag") != `"1"` {
		t.Fatalf("added: %s %v %s", added.Status, added.Header, body)
	}
	for _, want := range []int{http.StatusOK, http.StatusPreconditionFailed} {
		if answer, said := o.send(token, http.MethodPatch, "/messengers/"+m.ID, `{"name":"Ann","email":"ann@town.example","audience":"newsroom","languages":["en"]}`, "If-Match", `"1"`); answer.StatusCode != want {
			t.Errorf("changed: %d, want %d: %s", answer.StatusCode, want, said)
		}
	}
}

// TestAChangeOfAPackIsAcceptedAsItWasSeen sends one back, which is changed and handed in again while another verifier looks at it.
func TestAChangeOfAPackIsAcceptedAsItWasSeen(t *testing.T) {
	o := newOffice(t)
	ctx, drafter, verifier := t.Context(), work.Actor{Name: "responder", Role: work.Responder}, work.Actor{Name: "verifier", Role: work.Verifier}
	begun, err := o.work.BeginAmendment(ctx, drafter, "civil-emergency")
	if err != nil {
		t.Fatal(err)
	}
	seen, err := o.work.SubmitAmendment(ctx, drafter, begun.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	_, sent := o.work.SendBackAmendment(ctx, verifier, begun.ID, "why?")
	_, edited := o.work.EditAmendment(ctx, drafter, begun.ID, begun.Source+"# so\n", 0)
	again, err := o.work.SubmitAmendment(ctx, drafter, begun.ID, "so")
	if err := errors.Join(sent, edited, err); err != nil {
		t.Fatal(err)
	}
	accept := func(version int64) int {
		answer, _ := o.send(o.token("admin"), http.MethodPost, "/rules/amendments/"+begun.ID+"/accept", "", "If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
		return answer.StatusCode
	}
	if unseen, asSeen := accept(seen.Version), accept(again.Version); unseen != http.StatusPreconditionFailed || asSeen != http.StatusOK {
		t.Errorf("what was changed since: %d, as it was seen: %d", unseen, asSeen)
	}
}

// meanwhile are packs that are changed while they are tested.
type meanwhile struct {
	work.Packs
	do func()
}

func (m meanwhile) Test(pack []byte) error {
	defer m.do()
	return m.Packs.Test(pack)
}

// TestOthersWriteWhileAPackIsTested and what they write is not handed on untested.
func TestOthersWriteWhileAPackIsTested(t *testing.T) {
	o := newOffice(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	begun, err := o.work.BeginAmendment(ctx, drafter, "civil-emergency")
	if err != nil {
		t.Fatal(err)
	}
	packs, edits := o.work.Packs, 0
	o.work.Packs = meanwhile{packs, func() {
		if edits++; edits == 1 {
			_, err = o.work.EditAmendment(ctx, drafter, begun.ID, begun.Source+"# so\n", 0)
		}
	}}
	_, refused := o.work.SubmitAmendment(ctx, drafter, begun.ID, "")
	if err != nil || !errors.Is(refused, ledger.ErrChanged) {
		t.Errorf("edited while it was tested: %v; handed on: %v", err, refused)
	}
	if v, err := o.work.SubmitAmendment(ctx, drafter, begun.ID, ""); err != nil || v.State != amend.Submitted {
		t.Errorf("handed on again: %s, %v", v.State, err)
	}
}

func TestATokenDoesNoMoreThanItsScope(t *testing.T) {
	o := newOffice(t)
	_, body := o.send(o.token("verifier"), http.MethodPost, "/tokens", `{"label":"reads","scope":"viewer"}`)
	var made struct{ Token string }
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatal(err)
	}
	if answer, _ := o.send(made.Token, http.MethodGet, "/items", ""); answer.StatusCode != http.StatusOK {
		t.Errorf("reading: %s", answer.Status)
	}
	if answer, _ := o.send(made.Token, http.MethodPost, "/items/item0/note", `{"text":"x"}`); answer.StatusCode != http.StatusForbidden {
		t.Errorf("writing: %s", answer.Status)
	}
	if answer, said := o.send(made.Token, http.MethodPost, "/tokens", `{"scope":"verifier"}`); answer.StatusCode != http.StatusForbidden {
		t.Errorf("making a wider token: %s %s", answer.Status, said)
	}
}

func TestCallsAreLimitedForEachUser(t *testing.T) {
	var log lockedBuffer
	o := openOffice(t, fittings{log: &log})
	token := o.token("viewer")
	first, _ := o.send(token, http.MethodGet, "/tokens", "")
	if !strings.Contains(first.Header.Get("RateLimit-Policy"), "q=600") || !strings.Contains(first.Header.Get("RateLimit"), "r=599") {
		t.Errorf("the first call is told %v", first.Header)
	}
	for range 2000 {
		if answer, _ := o.send(token, http.MethodGet, "/tokens", ""); answer.StatusCode == http.StatusTooManyRequests {
			if answer.Header.Get("Retry-After") == "" {
				t.Error("the refusal does not say when to come again")
			}
			if other, _ := o.send(o.token("editor"), http.MethodGet, "/tokens", ""); other.StatusCode != http.StatusOK {
				t.Errorf("somebody else: %s", other.Status)
			}
			for range 50 {
				o.send(token, http.MethodGet, "/tokens", "")
			}
			if told := strings.Count(log.String(), "too many at once"); told != 1 {
				t.Errorf("the log says so %d times", told)
			}
			return
		}
	}
	t.Error("2,001 calls at once were let through")
}

// TestItemsAreFilteredAsOnThePage asks for items by all that the page of items asks for.
func TestItemsAreFilteredAsOnThePage(t *testing.T) {
	o := newOffice(t)
	token := o.token("responder")
	for query, want := range map[string]bool{
		"": true, "severity=low": true, "severity=critical": false, "territory=Riverton": true, "territory=River": false, "overdue=false": true, "overdue=true": false,
	} {
		status, page := o.call(token, http.MethodGet, "/api/v1/items?"+query, "")
		if status != http.StatusOK || strings.Contains(page, `"id":"item0"`) != want {
			t.Errorf("%s: %d %s", query, status, page)
		}
	}
}

// TestPagesAreLimitedForEachUser counts pages and calls together.
func TestPagesAreLimitedForEachUser(t *testing.T) {
	var log lockedBuffer
	o := openOffice(t, fittings{log: &log})
	viewer, token := o.browser("viewer"), o.token("viewer")
	for range 2000 {
		answer, err := viewer.Get(o.URL + "/copies/none")
		if err != nil {
			t.Fatal(err)
		}
		said := o.read(answer)
		if answer.StatusCode != http.StatusTooManyRequests {
			continue
		}
		if !strings.Contains(said, "Too much at once") || strings.Count(log.String(), "too many at once") != 1 {
			t.Errorf("the page says %s, and the log %s", said, log.String())
		}
		refused := false
		for calls := 0; calls < 300 && !refused; calls++ { // some are allowed again meanwhile; 600 would be of one who did nothing yet
			answer, _ := o.send(token, http.MethodGet, "/tokens", "")
			refused = answer.StatusCode == http.StatusTooManyRequests
		}
		if !refused {
			t.Error("the same person's program is let through")
		}
		if said := o.page(o.browser("editor"), "/"); strings.Contains(said, "Too much at once") {
			t.Error("somebody else is refused, too")
		}
		return
	}
	t.Error("2,000 pages at once were let through")
}
