package publish

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"slices"
)

// Body is what is sent with a request.
type Body struct {
	Type string // as in Content-Type; "" for no body
	Data io.Reader
	Size int64 // in bytes
}

// Whole is a file as it is.
func (f *File) Whole() (Body, error) {
	if _, err := f.Data.Seek(0, io.SeekStart); err != nil {
		return Body{}, err
	}
	return Body{f.Type, f.Data, f.Size}, nil
}

// Form is a form with fields, in the order of their names, and some bytes of a file behind them: multipart/form-data (RFC 7578).
func (f *File) Form(fields map[string]string, name string, from, size int64) (Body, error) {
	if _, err := f.Data.Seek(from, io.SeekStart); err != nil {
		return Body{}, err
	}
	var edge bytes.Buffer // what stands around the file
	form := multipart.NewWriter(&edge)
	names := make([]string, 0, len(fields))
	for field := range fields {
		names = append(names, field)
	}
	slices.Sort(names)
	for _, field := range names {
		if err := form.WriteField(field, fields[field]); err != nil {
			return Body{}, err
		}
	}
	header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, name, f.Name())}, "Content-Type": {f.Type}}
	if _, err := form.CreatePart(header); err != nil {
		return Body{}, err
	}
	before := bytes.Clone(edge.Bytes())
	edge.Reset()
	if err := form.Close(); err != nil {
		return Body{}, err
	}
	whole := io.MultiReader(bytes.NewReader(before), io.LimitReader(f.Data, size), &edge)
	return Body{form.FormDataContentType(), whole, int64(len(before)) + size + int64(edge.Len())}, nil
}
