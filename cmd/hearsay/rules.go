package main

import (
	"fmt"

	"hearsay/app"
	"hearsay/fault"
)

type rulesCommand struct {
	Test       rulesTestCommand       `cmd:"" help:"Run the tests inside the packs."`
	Backtest   rulesBacktestCommand   `cmd:"" help:"Show what a changed pack would have made of the posts that came to a running desk."`
	Explain    rulesExplainCommand    `cmd:"" help:"Show which rules fire on a text, which nearly do, and what those lack."`
	Propose    rulesProposeCommand    `cmd:"" help:"Change a pack of a running desk; a second person accepts it."`
	Amendments rulesAmendmentsCommand `cmd:"" help:"List the changes of packs that were made at a running desk."`
	Update     rulesStepCommand       `cmd:"" help:"Bring your change up to date, after something else came into force."`
	Submit     rulesNoteCommand       `cmd:"" help:"Hand a draft to a second person."`
	Accept     rulesStepCommand       `cmd:"" help:"Bring somebody else's change into force."`
	SendBack   rulesReasonCommand     `cmd:"" help:"Return a change to who wrote it."`
	Drop       rulesReasonCommand     `cmd:"" help:"End a change that is not wanted."`
}

type rulesTestCommand struct {
	Dir string `arg:"" optional:"" help:"The folder of the packs; those inside the program if left out." type:"existingdir"`
}

// Run runs the tests inside the packs and prints what differs.
func (c *rulesTestCommand) Run(s *streams) error {
	set, err := app.LoadRules(c.Dir)
	if err != nil {
		return err
	}
	tests, err := set.SelfTest()
	if err != nil {
		printFaults(s.err, err)
		fmt.Fprintf(s.out, "%d of %d tests differ\n", len(fault.All(err)), tests)
		return errReported
	}
	fmt.Fprintf(s.out, "%d tests of %d rules pass\n", tests, set.Len())
	return nil
}
