package alerts

import "context"

const mostAsks = 500

// asks are those for which an answer is waited, the most urgent first. Their subjects are their items', and theirs.
func (e *Evaluator) asks(ctx context.Context) ([]subject, error) {
	open, err := e.Ledger.OpenAsks(ctx, "", mostAsks)
	if err != nil {
		return nil, err
	}
	now := e.Now()
	all := make([]subject, len(open))
	for i, a := range open {
		all[i] = subject{"ask", a.Item + "/" + a.ID, Labels{"kind": string(a.Kind)}, askFacts{
			scale: newScale(), Kind: string(a.Kind), Whom: a.Whom, State: string(a.State), Since: seconds(now.Sub(a.CreatedAt)), Late: seconds(now.Sub(a.Due)),
			Reminded: len(a.Reminded), More: !a.NextAt.IsZero(), Problem: a.Problem,
		}}
	}
	return all, nil
}
