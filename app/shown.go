package app

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"hearsay/desk/pages"
	"hearsay/settings"
)

// shown is the configuration for people who look at it on the desk: every key with its value and where it is set. Secrets
// are hidden.
func shown(file *settings.File, parsed configFile) []pages.Setting {
	written := file.Values()
	var all []pages.Setting
	v := reflect.ValueOf(parsed)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, says := yamlName(field), field.Tag.Get("doc")
		isSet := false
		for _, value := range written {
			path := strings.TrimPrefix(value.Path, "$.")
			top, _, _ := strings.Cut(strings.ReplaceAll(path, "[", "."), ".")
			if top != name {
				continue
			}
			s := pages.Setting{Name: path, Value: hidden(path, value.Text), Where: fmt.Sprintf("%s:%d", file.Name, value.Line)}
			if !isSet {
				s.Says, isSet = says, true
			}
			all = append(all, s)
		}
		if !isSet {
			all = append(all, pages.Setting{Name: name, Value: defaultOf(v.Field(i)), Says: says})
		}
	}
	return all
}

// defaultOf is the value of a key that is not set; "" if it has parts.
func defaultOf(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map:
		return ""
	}
	return fmt.Sprint(v.Interface())
}

var (
	secretName = regexp.MustCompile(`(?i)(secret|password|token|key|bearer|webhook)[^.]*$`)
	reference  = regexp.MustCompile(`^\$\{[^}]+\}$`)
	userInfo   = regexp.MustCompile(`://[^/@\s]+@`)
	parameter  = regexp.MustCompile(`(?i)([?&][^=&]*(?:key|token|secret|sig|password)[^=&]*=)[^&#]*`)
)

// hidden is a value that may be shown: a secret is not, but where it is taken from is.
func hidden(path, text string) string {
	if secretName.MatchString(path) && !reference.MatchString(text) {
		return "•••"
	}
	return parameter.ReplaceAllString(userInfo.ReplaceAllString(text, "://•••@"), "${1}•••")
}
