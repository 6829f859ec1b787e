package api

import (
	"time"

	"hearsay/alerts"
	"hearsay/amend"
	"hearsay/asks"
	"hearsay/backtest"
	"hearsay/bulletin"
	"hearsay/claims"
	"hearsay/classifier"
	"hearsay/classifier/rules"
	"hearsay/collector/tips"
	"hearsay/desk/access"
	"hearsay/desk/receipt"
	"hearsay/effect"
	"hearsay/gaps"
	"hearsay/ledger"
	"hearsay/matching"
	"hearsay/pipeline"
	"hearsay/post"
	"hearsay/recall"
	"hearsay/replies"
	"hearsay/replies/publish"
	"hearsay/sight"
	"hearsay/travel"
	"hearsay/triage"
	"hearsay/work"
)

// tried is a made-up pack.
const tried = "pack: water\nrules:\n  - {id: poisoned, kind: claim, severity: high, any: [poisoned water], tests: {match: [Poisoned water], miss: [Water]}}\n"

// comparison is what a made-up backtest of it says.
func comparison(noon time.Time, item *triage.Item) backtest.Comparison {
	precision, better, recall := 0.8, 0.9, 0.75
	return backtest.Comparison{
		Posts: 51_200, From: noon.AddDate(0, 0, -14), To: noon, Opened: 0, Vanished: 1, Moved: 0, Opens: []backtest.ItemChange{}, Moves: []backtest.ItemChange{},
		Now:      backtest.Figures{Posts: 900, Items: 140, Confirmed: 36, Dismissed: 9, Missed: 12, Precision: &precision, Recall: &recall},
		Then:     backtest.Figures{Posts: 880, Items: 139, Confirmed: 36, Dismissed: 4, Missed: 12, Precision: &better, Recall: &recall},
		Vanishes: []backtest.ItemChange{{Posts: 20, Kind: "claim", Queue: item.Queue, Text: "Water polo tonight", Language: "en", Rules: []string{"water.poisoned"}, Item: item.ID}},
		Rules:    []backtest.RuleFigures{{Rule: "water.poisoned", Posts: 310, New: 0, Confirmed: 3, Dismissed: 1}},
	}
}

// examples are made-up values of what calls take and answer, by the names of their schemas.
func examples() map[string]any {
	noon := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	item := &triage.Item{
		ID: "9p0q1v7m3k2c8", Kind: classifier.KindClaim, State: triage.Held, Queue: "claims", Severity: rules.High, Language: "en", Topics: []string{"water"}, Territories: []string{},
		Claim: "water-is-unsafe", Lead: post.Ref{Platform: "mastodon", ID: "1"}, Posts: 2, Reach: 700, LastPost: noon, OpenedAt: noon, Deadline: noon.Add(4 * time.Hour),
		Priority: triage.Priority{Severity: 300, Reach: 60, Speed: 20, Age: 5, Total: 385}, Holder: "ann", HeldUntil: noon.Add(15 * time.Minute), Version: 2,
	}
	gap := gaps.Gap{Authority: "The made-up water works", Territory: "Riverton", Language: "en", Topic: "water", Questions: 3, Posts: 41, Oldest: noon.Add(-50 * time.Hour)}
	channel, hashtag := travel.Where{Platform: "telegram", Space: "@made_up_alarm"}, travel.Where{Platform: "mastodon", Space: "#water"}
	ask := &asks.Ask{ID: "h5j6k7l8q1w2e3r4", Item: item.ID, Kind: classifier.KindQuestion, Whom: "The made-up water works", By: "ann", State: asks.Asked, CreatedAt: noon, AskedAt: noon, Due: noon.Add(8 * time.Hour), NextAt: noon.Add(4 * time.Hour), Version: 2}
	text := replies.Text{
		Language: "en", Fact: "The water is safe to drink.", Myth: "The water is poisoned.", Why: "It is tested every day, and every value is below the limit.",
		Again: "You can drink it from the tap.", Rating: "false", Sources: []string{"https://water.example.org/values"},
	}
	check := replies.Check{URL: text.Sources[0], Title: "Values of the day", Publisher: "The made-up water works", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", CheckedAt: noon}
	reply := &replies.Reply{
		ID: "k3v9x0c2m7q1w5e8", Item: item.ID, Claim: item.Claim, Kind: classifier.KindClaim, State: replies.Recorded, Text: text, Checks: []replies.Check{check},
		Medium:  &replies.Medium{SHA256: check.SHA256, Type: "video/mp4", Size: 8_120_334, Alt: "The made-up water works' chemist fills a glass from the tap and drinks it."},
		Authors: []string{"ann"}, Verifier: "ben", Checked: []string{"sources", "fact", "myth_once", "why", "people", "language", "medium"}, Postings: []replies.Posting{{URL: "https://social.example/@desk/1", By: "ben", At: noon}},
		CreatedAt: noon, SubmittedAt: noon, VerifiedAt: noon, PublishedAt: noon, RecordedAt: noon, ExpiresAt: noon.AddDate(0, 6, 0), Version: 6,
	}
	claim := claims.Claim{ID: "water-is-unsafe", Text: "The water is poisoned.", Title: text.Fact, Rating: "false", Language: "en", URL: "https://check.example.org/1", Publisher: "Check", UpdatedAt: noon}
	stored := ledger.StoredPost{Post: post.Post{Platform: "mastodon", ID: "1", Text: "They say the water is poisoned", Language: "en", Author: "4kq0v1x7m2c9", CreatedAt: noon}, Source: "towns", CollectedAt: noon, Item: item.ID, Seen: 1}
	place := publish.Place{URL: "https://social.example/@desk/1", Handle: publish.HandleOf(map[string]string{"id": "112233"})}
	dispatch := &publish.Dispatch{
		ID: "t6y2u8i4o0p1a3s5", Reply: reply.ID, Item: item.ID, Account: "town-mastodon", Platform: "mastodon", Target: item.Lead, Language: "en",
		Parts: []publish.Part{{Text: reply.Plain(), SentAt: noon, Place: place}}, State: publish.Standing, By: "ben", At: noon, NextAt: noon, Version: 3,
	}
	plan := &work.DispatchPlan{
		Dispatch: dispatch, Answers: publish.Place{URL: "https://social.example/@somebody/7", Handle: publish.HandleOf(map[string]string{"id": "112200"})}, Seal: check.SHA256,
		Requests: []work.PlannedRequest{{Text: reply.Plain(), Count: 190, Limit: 500, Method: "POST", Address: "https://social.example/api/v1/statuses", Body: `{"status": "The water is safe to drink. …"}`}},
	}
	messenger := bulletin.Messenger{
		ID: "h7j2k9m4p1q8r5t3", Name: "The made-up mayor", Email: "mayor@town.example", Audience: "mayor", Languages: []string{"it"}, Topics: []string{}, Territory: "torino", State: bulletin.Confirmed,
		Consent: "by e-mail, twice asked", ConsentAt: noon, InvitedAt: noon, AddedBy: "eva", Shared: []bulletin.Shared{{URL: "https://social.example/@mayor/12", Reply: reply.ID, At: noon}}, CreatedAt: noon, Version: 3,
	}
	edition := bulletin.Edition{
		ID: "e5d4c3b2a1z9y8x7", Bulletin: "weekly-it", Language: "it", Title: "Che cosa si chiede questa settimana", Word: "Grazie a chi ha condiviso.", From: noon.AddDate(0, 0, -7), To: noon,
		Questions: []bulletin.Entry{}, Claims: []bulletin.Entry{{Reply: reply.ID, Posts: 412, Fact: text.Fact, Myth: text.Myth, Why: text.Why, Again: text.Again, Rating: text.Rating, Sources: text.Sources}},
		State: bulletin.Sent, ApprovedBy: "eva", ApprovedAt: noon, CreatedAt: noon, Version: 4,
	}
	recalled := work.RecallView{
		Recall: &recall.Recall{ID: "z1x2c3v4b5n6m7a8", Reply: reply.ID, Copies: []string{}, Cause: recall.Retracted, Reason: "the laboratory took the wrong sample", State: recall.Sent, Editions: []string{edition.ID}, Correction: "y1x2c3v4b5n6m7a8", Edition: "x1x2c3v4b5n6m7a8", Done: []recall.Mark{}, CreatedAt: noon, SentAt: noon, Version: 2},
		Traces: []recall.Trace{{ID: "edition/" + edition.ID, Kind: recall.Edition, Of: edition.ID, Progress: recall.Underway}, {ID: "posting/" + place.URL, Kind: recall.Posting, Of: place.URL, Progress: recall.Left}}, Left: 1,
	}
	amended := work.AmendmentView{Amendment: amend.Amendment{ID: "w1x2c3v4b5n6m7a8", Pack: "water", Base: tried, Source: tried, Note: "water polo is none", State: amend.Submitted, Authors: []string{"ann"}, CreatedAt: noon, Version: 2}, Differences: rules.Differences{Added: []string{}, Changed: []string{"poisoned"}, Removed: []string{}}, Faults: []string{}}
	note := ledger.Note{At: noon, Author: "ben", Text: "I ask the water works."}
	token := ledger.Token{ID: "m3k2c8v7q1", User: "ann", Label: "the bot", Scope: "responder", CreatedAt: noon, ExpiresAt: noon.AddDate(0, 3, 0)}
	return map[string]any{
		"Report": &work.Report{
			Publisher: "The made-up town", From: noon.AddDate(0, 0, -7), To: noon, MadeAt: noon, Posts: []ledger.DayCount{{Day: noon.Truncate(24 * time.Hour), Kind: "claim", N: 412}}, Opened: []ledger.DayCount{}, Questions: []work.ReportItem{},
			Claims: []work.ReportItem{{ID: item.ID, Posts: 412, Language: "en", Says: "False claim: " + text.Myth, Fact: text.Fact}}, Spaces: []ledger.Share{{Name: "#water", Posts: 301}}, Platforms: []ledger.Share{{Name: "mastodon", Posts: 412}}, Languages: []ledger.Share{{Name: "en", Posts: 412}},
			Answered: []work.AnswerTime{{Item: item.ID, Kind: "claim", Seconds: 5400}}, Effects: []work.ReportEffect{}, Editions: []work.ReportEdition{},
		},
		"Messenger": messenger, "MessengerText": MessengerText{Name: messenger.Name, Email: messenger.Email, Audience: "mayor", Languages: []string{"it"}, Territory: "torino"},
		"ImportedMessengers": work.ImportedMessengers{Added: 310, Changed: 6}, "Removed": Removed{removed},
		"BulletinView": BulletinView{"weekly-it", "Che cosa si chiede questa settimana", "it", "mayor", "weekly"},
		"Edition":      edition, "EditionInputBody": map[string]any{"title": edition.Title, "word": edition.Word, "keep": []string{reply.ID}}, "MakeInputBody": map[string]any{"bulletin": "weekly-it"},
		"EditionReport":   work.EditionReport{Counts: map[string]int64{"sent": 1940, "refused": 38}, Failed: []work.FailedCopy{{Recipient: messenger.ID, Name: messenger.Name, State: "refused", Reason: "550 5.1.1 no such user", At: noon}}},
		"BounceInputBody": map[string]any{"report": "Content-Type: multipart/report; ..."}, "Bounce": bulletin.Bounce{Edition: edition.ID, Messenger: messenger.ID, IsForGood: true, Reason: "5.1.1 smtp; 550 no such user"},
		"Listed":           alerts.Listed{ID: "claim_surges/claim/" + item.ID, Condition: "claim_surges", Subject: "claim/" + item.ID, Title: "A claim spreads faster than its own history allows", Says: "41 posts in the last hour; 6 were to be expected at this time, 16.6 at most, by 220 hours of history", Labels: map[string]string{"alertname": "claim_surges", "queue": "claims"}, Firing: true, FiredAt: noon},
		"Silence":          ledger.Silence{ID: "q1w2e3r4t5z6u7i8", Matchers: []string{`alertname="claim_surges"`, `queue="claims"`}, StartsAt: noon, EndsAt: noon.Add(4 * time.Hour), By: "ann", Comment: "we know, an answer is on its way"},
		"SilenceInputBody": map[string]any{"matchers": []string{`alertname="claim_surges"`}, "lasts": "4h", "comment": "we know"},
		"Item":             item, "ItemPage": ItemPage{Items: []*triage.Item{item}, Next: item.ID},
		"Detail": &work.Detail{
			Item: item, Posts: []ledger.StoredPost{stored}, Spread: []ledger.Bucket{{Hour: noon, Posts: 2}},
			Shares: map[string][]ledger.Share{"platform": {{Name: "mastodon", Posts: 2}}, "space": {}, "language": {{Name: "en", Posts: 2}}, "territory": {}},
			Effect: &work.Effect{At: noon, Hours: 6, Before: 12.5, After: 3},
			Claim:  &claim, Matches: []work.Candidate{}, Replies: []*replies.Reply{reply}, Suggested: []*replies.Reply{}, Related: []*triage.Item{}, Notes: []ledger.Note{note}, Asks: []*asks.Ask{ask}, Askable: []string{ask.Whom}, Likely: []work.Likeness{},
			History: []ledger.Event{{Seq: 41, At: noon, Actor: "ann", Action: "held", Subject: item.ID}},
		},
		"Spell":             sight.Spell{Source: "towns", From: noon.Add(-3 * time.Hour), To: noon.Add(-2 * time.Hour), Reason: sight.RateLimit, Detail: "the rate limit is used up", CaughtUp: 41},
		"BacktestInputBody": map[string]any{"pack": tried, "since": noon.AddDate(0, 0, -14)}, "Comparison": comparison(noon, item),
		"Recalls": Recalls{[]work.RecallView{recalled}}, "RecallView": recalled, "TraceInputBody": map[string]any{"trace": "posting/" + place.URL, "note": "taken down"}, "CloseRecallInputBody": map[string]any{"reason": "its author took it down"},
		"LikenessInputBody": map[string]any{"other": "8c2k3m7v1q0p9"}, "Matching": Matching{[]work.MatchingView{{Kind: matching.Claim, Levels: matching.Levels{Certain: 0.55, Suggested: 0.4}, Measured: matching.Levels{Certain: 0.5, Suggested: 0.4}, Right: 4, Wrong: 3}}},
		"ParkInputBody": map[string]any{"for": "48h", "reason": "the water works answer on Monday"},
		"RelayView":     work.RelayView{Relay: bulletin.Relay{Reply: reply.ID, Audience: "mayor", Texts: []bulletin.RelayText{{Language: "en", Notice: text.Fact, Posts: []bulletin.Pack{{Platform: "bluesky", Posts: []string{text.Fact}}}, Avoid: []string{text.Myth}}}, Links: text.Sources}, PickedUp: []bulletin.Pickup{{Messenger: messenger.ID, Name: messenger.Name, Audience: "mayor", Shared: bulletin.Shared{URL: "https://social.example/@mayor/1", Reply: reply.ID, At: noon}}}}, "Thanked": Thanked{3},
		"RulePacks": RulePacks{[]work.PackView{{Pack: rules.Pack{Name: "water", Rules: []rules.Written{}}, Source: tried, InFolder: true}}}, "Amendments": Amendments{[]amend.Amendment{amended.Amendment}}, "AmendmentView": amended,
		"AmendInputBody": map[string]any{"pack": "water", "source": tried}, "AmendmentEditBody": map[string]any{"source": tried}, "AmendmentNoteBody": map[string]any{"note": "water polo is none"}, "AmendmentReasonBody": map[string]any{"reason": "narrower, please"},
		"Journey": travel.Journey{
			Stops:     []travel.Stop{{Where: channel, First: noon.Add(-30 * time.Hour), Posts: 12, Reach: 900, Languages: []string{"en"}, Replies: []time.Time{noon}, Heard: 400}, {Where: hashtag, First: noon.Add(-20 * time.Hour), From: &channel, Shown: true, Posts: 30, Reach: 9000, Languages: []string{"it"}, Replies: []time.Time{}, Expected: 36, Meets: 10800}},
			Platforms: []travel.Turn{{Name: "telegram", First: noon.Add(-30 * time.Hour), Posts: 12}}, Languages: []travel.Turn{{Name: "en", First: noon.Add(-30 * time.Hour), Posts: 12}}, Territories: []travel.Turn{}, Unreached: []travel.Stop{}, Elsewhere: []string{},
		},
		"Judgement": effect.Judgement{Verdict: effect.Slowed, At: noon, Hours: 12, Before: 96, After: 20, Ratio: 0.31, Low: 0.17, High: 0.57, Matches: []effect.Control{{ID: "8c2k3m7v1q0p9", Before: 90, After: 61, Size: 0.94, Speed: 1.02}}},
		"Ask":       ask, "Asks": Asks{[]*asks.Ask{ask}}, "AskInputBody": map[string]any{"whom": ask.Whom, "note": "Somebody may drink from the river."},
		"Gaps": Gaps{[]gaps.Gap{gap}, 1}, "Gap": gap,
		"Reply": reply, "ReplyView": ReplyView{reply, []string{}, []string{}, reply.Checklist()}, "TextInput": text, "DraftInputBody": text,
		"VerifyInputBody":   map[string]any{"checked": reply.Checklist(), "expires_at": noon.AddDate(0, 6, 0)},
		"SendBackInputBody": map[string]any{"reason": "one more thing", "remarks": []replies.Remark{{Field: "why", Quote: "every day", Text: "say by whom"}}},
		"RecordInputBody":   map[string]any{"url": "https://social.example/@desk/1"}, "ReasonInputBody": map[string]any{"reason": "it is a joke"},
		"PullInputBody": map[string]any{"max": 1, "lease": "15m", "wait": "20s"}, "ExtendInputBody": map[string]any{"lease": "15m"},
		"AssignInputBody": map[string]any{"to": "ben", "lease": "1h"}, "EscalateInputBody": map[string]any{"queue": "urgent", "reason": "somebody may die"},
		"MergeInputBody": map[string]any{"into": "8c2k3m7v1q0p9"}, "SplitInputBody": map[string]any{"posts": []post.Ref{{Platform: "mastodon", ID: "1"}}},
		"LinkInputBody": map[string]any{"claim": claim.ID}, "NoteInputBody": map[string]any{"text": "@ben can you ask the water works?"},
		"QueueView": work.QueueView{Name: "claims", Ready: 12, Leased: 3, Overdue: 1, Deadline: noon}, "Rebuilt": pipeline.Rebuilt{Waiting: 12, Held: 3},
		"Claim": claim, "ClaimsInputBody": map[string]any{"claims": []claims.Claim{claim}}, "Imported": Imported{1},
		"SourceView":       work.SourceView{Name: "towns", Kind: "mastodon", Every: "5m", Posts: 1200, NewsAt: noon, ReadAt: noon},
		"SourceDefinition": work.SourceDefinition{Name: "town", Kind: "feed", Every: "5m", Settings: map[string]any{"url": "https://town.example.org/feed.xml"}},
		"User":             ledger.User{Name: "ann", Role: "responder", CreatedAt: noon}, "AddUserInputBody": map[string]any{"name": "ann", "role": "responder", "password": "correct horse battery"},
		"Change": access.Change{Role: "verifier"}, "Token": token, "NewToken": access.NewToken{Token: token, Secret: "hs_THISISNOTATOKENOFANYBODY"},
		"Account": Account{"town-mastodon", "mastodon", "mastodon"}, "Dispatch": dispatch, "DispatchPlan": plan,
		"DispatchInputBody": map[string]any{"account": "town-mastodon", "post": item.Lead, "seal": plan.Seal}, "SettleInputBody": map[string]any{"url": place.URL},
		"Person": work.Person{Platform: "mastodon", Author: "somebody@town.example"}, "View": ledger.View{At: noon, User: "ann", Subject: item.ID},
		"Erasure":      &work.Erasure{At: noon, Posts: []post.Ref{item.Lead}, Items: []string{item.ID}, Notes: 1},
		"PersonalData": &work.PersonalData{At: noon, Posts: []ledger.StoredPost{stored}, Views: []ledger.View{{At: noon, User: "ann", Subject: item.ID}}},
		"Webhook":      ledger.Webhook{Name: "website", Told: 41}, "ReplayInputBody": map[string]any{"after": 40},
		"Done":              Done{},
		"PasswordInputBody": map[string]any{"password": "seven wooden kettles sing"}, //nolint:gosec // an example
		"TokenInputBody":    map[string]any{"label": "the bot", "days": 90, "scope": "responder"},
		"Tip":               tips.Tip{Text: "Is the water safe?", Language: "en", Place: "the school"},
		"Receipt":           receipt.Receipt{Receipt: "7QX2M9", URL: "https://desk.example.org/tips/7QX2M9", State: "answered", Text: "Is the water safe?", Answers: []receipt.Answer{{Text: text}}},
	}
}
