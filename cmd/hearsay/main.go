// Command hearsay listens for what people ask and what falsehoods go round, and keeps the verified answers.
// Each command is one small file here; what they do is done by the packages they call.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // bulletins are made at a place's own time, and not every machine knows that

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"hearsay/fault"
)

// Exit codes.
const (
	exitDone  = 0
	exitFault = 1 // a fault in the input, or a failure
	exitUsage = 2
)

// cli is every command.
type cli struct {
	Run       runCommand       `cmd:"" help:"Run the daemon."`
	Demo      demoCommand      `cmd:"" help:"Run the daemon on a made-up sample, with a fresh ledger and three users."`
	Check     checkCommand     `cmd:"" help:"Check configuration, rule packs, routes and alerts; with --ledger the audit log too."`
	Classify  classifyCommand  `cmd:"" help:"Read posts from stdin, write what the classifier says of each."`
	Match     matchCommand     `cmd:"" help:"Read posts from stdin, write the claims of a catalogue that each may repeat."`
	Group     groupCommand     `cmd:"" help:"Read posts from stdin, write which group each falls into."`
	Rules     rulesCommand     `cmd:"" help:"Work on rule packs."`
	Source    sourceCommand    `cmd:"" help:"Look at sources."`
	Claims    claimsCommand    `cmd:"" help:"Work on the catalogue of a running desk."`
	Export    exportCommand    `cmd:"" help:"Write items, replies or claims of a running desk."`
	Queue     queueCommand     `cmd:"" help:"See and work queues of a running desk."`
	Reply     replyCommand     `cmd:"" help:"Draft, verify and record replies at a running desk."`
	User      userCommand      `cmd:"" help:"Manage the users of a running desk."`
	Webhook   webhookCommand   `cmd:"" help:"See how far webhooks are, and tell them again."`
	Alerts    alertsCommand    `cmd:"" help:"See what fires, silence it, try receivers."`
	Bulletin  bulletinCommand  `cmd:"" help:"Make, read and send bulletins at a running desk."`
	Messenger messengerCommand `cmd:"" help:"Look after the messengers of a running desk."`
	Gaps      gapsCommand      `cmd:"" help:"List the questions that nobody has answered: of whom, where, in which language, about what."`
	Matching  matchingCommand  `cmd:"" help:"See how sure matches have to be to be acted on, and to be suggested."`
	Recall    recallCommand    `cmd:"" help:"Follow retracted replies to everybody whom they had reached."`
	Travel    travelCommand    `cmd:"" help:"See where what an item says travels, and where a reply would meet most."`
	Effect    effectCommand    `cmd:"" help:"See whether the answer to a claim slowed it, against claims that got none."`
	Ask       askCommand       `cmd:"" help:"Ask authorities and verifiers for answers, and see who has not given them."`
	Report    reportCommand    `cmd:"" help:"Write what was asked and claimed in a time, and what came of it, as one HTML file."`
	Privacy   privacyCommand   `cmd:"" help:"Answer requests of persons about what is kept of them, at a running desk."`
	Token     tokenCommand     `cmd:"" help:"Make and take back tokens of a running desk."`
	Doctor    doctorCommand    `cmd:"" help:"Look at configuration, ledger, queue, clocks and disk, and say what to do."`
	Backup    backupCommand    `cmd:"" help:"Copy the ledger into a file, also while the daemon runs."`
	Restore   restoreCommand   `cmd:"" help:"Make the ledger what a backup holds."`
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// errReported ends a command that has said what is wrong.
var errReported = errors.New("reported")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	s := &streams{os.Stdin, os.Stdout, os.Stderr}
	if isTerminal(s.out) {
		s.out = &visible{w: s.out}
	}
	code := execute(ctx, os.Args[1:], s)
	stop()
	os.Exit(code)
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, s *streams) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("hearsay"),
		kong.Description("Listens for what people ask and what falsehoods go round, and keeps the verified answers."),
		kong.Writers(s.out, s.err), kong.Exit(func(code int) { exit = code }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(s))
	if err != nil {
		fmt.Fprintln(s.err, err)
		return exitFault
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // help was asked for
		return exit
	}
	if err != nil {
		fmt.Fprintf(s.err, "hearsay: %v; see hearsay --help\n", err)
		return exitUsage
	}
	words := strings.Fields(command.Command())
	step := stepName("")
	for _, word := range words {
		if !strings.HasPrefix(word, "<") {
			step = stepName(word)
		}
	}
	if err := command.Run(step); err != nil {
		printFaults(s.err, err)
		return exitFault
	}
	return exitDone
}

// printFaults writes every fault on a line of its own.
func printFaults(w io.Writer, err error) {
	w = &visible{w: w}
	for _, one := range fault.All(err) {
		if !errors.Is(one, errReported) {
			fmt.Fprintln(w, one)
		}
	}
}

// isTerminal tells whether a person looks at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// logger writes for people on a terminal, and JSON lines elsewhere.
func logger(w io.Writer) *slog.Logger {
	if isTerminal(w) {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}
