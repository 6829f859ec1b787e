package pages

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
)

func TestNoWordIsMissingInAnyLanguage(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	english := reflect.ValueOf(book.all[0])
	for _, w := range book.all {
		v := reflect.ValueOf(w)
		for i := range v.NumField() {
			name, said := v.Type().Field(i).Name, v.Field(i).String()
			if strings.TrimSpace(said) == "" {
				t.Errorf("%s: %s is missing", w.Code, name)
			}
			if name != "Code" && w.Code != "en" && said == english.Field(i).String() {
				t.Errorf("%s: %s is English: %q", w.Code, name, said)
			}
		}
		if strings.Count(w.Intro, "%s") != 1 || strings.Count(w.Intro, "%") != 1 {
			t.Errorf("%s: the intro names the publisher once: %q", w.Code, w.Intro)
		}
	}
}

func TestAPageIsInItsReadersLanguage(t *testing.T) {
	book, err := readPhrasebook()
	if err != nil {
		t.Fatal(err)
	}
	for accept, want := range map[string]string{"": "en", "fi-FI,fi;q=0.9,en;q=0.5": "fi", "ja, de-AT;q=0.7": "de", "zz": "en", "nonsense;;q=": "en", "sv-FI": "sv", "pt-BR;q=0.1, it;q=0.8": "it"} {
		r := httptest.NewRequest(http.MethodGet, "/tips", nil)
		r.Header.Set("Accept-Language", accept)
		if got := book.of(r).Code; got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
		if got := book.of(httptest.NewRequest(http.MethodGet, "/tips?lang=ro", nil)).Code; got != "ro" {
			t.Errorf("asked for ro: got %s", got)
		}
	}
}
