// Package alerts tells people who do not sit at the desk what is worth a message.
//
// Conditions (expressions over figures, in alerts.yaml) are tried once an interval by one of all processes (Evaluator); what holds is
// an alert in the ledger, which fires, and is resolved when it is over. A tree of routes puts alerts into groups for receivers, in
// Alertmanager's words, and each group is told as one message (Sender): once across processes, at least once across crashes.
// Expect says what a series' own history allows. One folder of alerts/notify for each chat service; to add one, copy
// alerts/notify/webhook and register it in app/platforms.go. docs/alerts.md is for those who write conditions.
package alerts

import "hearsay/alerts/labels"

// Labels say what an alert is about.
type Labels = labels.Set

// Matchers are conditions on labels.
type Matchers = labels.Matchers
