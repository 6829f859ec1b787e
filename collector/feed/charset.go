package feed

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"hearsay/collector"
)

// gunzip unpacks a body that is a gzip file in itself; one compressed for transport was unpacked before.
func gunzip(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1F, 0x8B}) {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpacking the feed: %w", err)
	}
	return collector.ReadBody(r, maxBody)
}

// byteOrders tells wide encodings by their first bytes: a byte order mark, or an XML declaration without one
// (XML 1.0, appendix F). The order matters: the mark of UTF-32 LE begins with that of UTF-16 LE.
var byteOrders = []struct {
	prefix   []byte
	encoding encoding.Encoding
}{
	{[]byte{0x00, 0x00, 0xFE, 0xFF}, utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)},
	{[]byte{0xFF, 0xFE, 0x00, 0x00}, utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)},
	{[]byte{0x00, 0x00, 0x00, '<'}, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{[]byte{'<', 0x00, 0x00, 0x00}, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{[]byte{0xFE, 0xFF}, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)},
	{[]byte{0xFF, 0xFE}, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)},
	{[]byte{0x00, '<', 0x00, '?'}, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{[]byte{'<', 0x00, '?', 0x00}, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
}

// declaration finds the encoding named in an XML declaration.
var declaration = regexp.MustCompile(`^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// toUTF8 converts a feed of any charset, told by its first bytes, its XML declaration, or the content type, and takes
// the encoding out of the declaration so that no parser converts a second time. What cannot be converted stays as it is.
func toUTF8(body []byte, contentType string) []byte {
	body = decodeBytes(body, contentType)
	body = bytes.TrimPrefix(body, []byte("\xEF\xBB\xBF"))
	body = declaration.ReplaceAll(body, []byte("$1"))
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

func decodeBytes(body []byte, contentType string) []byte {
	for _, order := range byteOrders {
		if bytes.HasPrefix(body, order.prefix) {
			return decoded(body, order.encoding)
		}
	}
	if utf8.Valid(body) && !bytes.Contains(body, []byte("\x1b$")) { // text of another charset is hardly ever valid UTF-8, but ISO-2022 is
		return body
	}
	if m := declaration.FindSubmatch(body[:min(len(body), 1024)]); m != nil {
		if e, name := charset.Lookup(string(m[2])); e != nil && name != "utf-8" {
			return decoded(body, e)
		}
		return guessed(body)
	}
	if e, name, certain := charset.DetermineEncoding(nil, contentType); certain && name != "utf-8" {
		return decoded(body, e)
	}
	return guessed(body)
}

// guessed decodes what says UTF-8 or nothing and is not UTF-8. A little damage is left to be marked; otherwise the charset
// is told by how often its letters stand beside each other.
func guessed(body []byte) []byte {
	damage, letters := 0, 0
	for rest := body; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			damage++
		case r >= utf8.RuneSelf:
			letters++
		}
		rest = rest[size:]
	}
	const usual = 20 // letters for each damaged byte, in UTF-8 that was cut or spliced
	if letters > usual*damage {
		return body
	}
	best, err := chardet.NewHtmlDetector().DetectBest(body)
	if err != nil {
		return decoded(body, charmap.Windows1252)
	}
	e, _ := charset.Lookup(best.Charset)
	if e == nil {
		e = charmap.Windows1252
	}
	return decoded(body, e)
}

func decoded(body []byte, e encoding.Encoding) []byte {
	out, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return body
	}
	return out
}
