package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/receipt"
)

type tipInput struct {
	Body tips.Tip
}

type receiptInput struct {
	Receipt string `path:"receipt" maxLength:"100"`
}

// addTipCalls serves the calls that need no sign-in.
func (s *Server) addTipCalls(api huma.API) {
	open := func(method, path, id, summary string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: method, Path: prefix + path, Summary: summary, Security: []map[string][]string{},
			Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusTooManyRequests},
		}
	}
	handIn := open(http.MethodPost, "/tips", "hand-in", "Hand in what you heard; no sign-in is needed")
	handIn.DefaultStatus = http.StatusCreated
	huma.Register(api, handIn, func(ctx context.Context, in *tipInput) (*body[*receipt.Receipt], error) {
		number, err := s.Tips.Take(ctx, access.SenderOf(ctx), in.Body)
		if err != nil {
			return nil, s.problem(ctx, "hand-in", err)
		}
		return s.receipt(ctx, number)
	})
	huma.Register(api, open(http.MethodGet, "/tips/{receipt}", "get-tip", "What became of something that was handed in"),
		func(ctx context.Context, in *receiptInput) (*body[*receipt.Receipt], error) {
			return s.receipt(ctx, in.Receipt)
		})
	huma.Register(api, open(http.MethodPost, "/tips/{receipt}/withdraw", "withdraw-tip", "Erase what was handed in"),
		func(ctx context.Context, in *receiptInput) (*body[*receipt.Receipt], error) {
			if err := receipt.Withdraw(ctx, s.Ledger, s.Tips, in.Receipt); err != nil {
				return nil, s.problem(ctx, "withdraw-tip", err)
			}
			return s.receipt(ctx, in.Receipt)
		})
}

func (s *Server) receipt(ctx context.Context, number string) (*body[*receipt.Receipt], error) {
	found, err := receipt.Of(ctx, s.Ledger, s.BaseURL, number)
	if err != nil {
		return nil, s.problem(ctx, "get-tip", err)
	}
	return &body[*receipt.Receipt]{Body: found}, nil
}
