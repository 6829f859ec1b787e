package question

var english = grammar{
	words: map[role]string{
		lead: `
			and, but, so, ok, okay, hey, hi, hello, please, also, well, then, um, uh, oh, or, just, seriously, sorry, dear, sir, now,
			yeah, yes, no, pls, plz, guys, folks, honestly, actually, wait, lol, hmm, anyway`,
		preposition: "for, in, at, by, with, to, from, of, on, under, about, until, since, till, through, into, after",
		interrogative: `
			what, who, whose, whom, which, where, when, why, how, what's, who's, where's, how's, when's, why's, whats, wheres, hows,
			wat, y`,
		inClause: "what, why, how",
		verb: `
			is, are, am, was, were, do, does, did, can, could, should, would, will, shall, may, might, must, has, have, had, isn't,
			aren't, wasn't, weren't, don't, doesn't, didn't, can't, couldn't, shouldn't, wouldn't, won't, haven't, hasn't, ain't, isnt,
			arent, doesnt, didnt, wont, wouldnt, any, anyone, anybody`,
		auxiliary: `
			is, are, was, were, does, did, has, have, will, can, could, should, would, shall, isn't, aren't, wasn't, do, weren't,
			doesn't, didn't, can't, couldn't, shouldn't, shouldnt, wouldn't, hasn't, haven't, isnt, doesnt, didnt`,
		subject: `
			i, you, he, she, it, we, they, the, a, an, this, that, there, these, those, my, your, our, their, his, her, its, anyone,
			anybody, someone, somebody, everyone, everybody, nobody, anything, something, everything, nothing, people, any, one,
			coronavirus, covid, corona, children, kids, pets, masks, vaccines, dogs, cats, y'all, ya, u, both, either, many, most,
			others, smoking, swimming`,
		third: `
			is, was, has, does, doesn't, isn't, wasn't, hasn't, are, were, have, aren't, weren't, haven't, will, can, should, would,
			could, did, didn't`,
		this:    "this, that",
		article: "a, an",
		bare: `
			be, not, never, definitely, stay, return, go, recommend, use, come, gladly, always, also, only, just, consider, buy, order,
			visit, keep, continue, see, remember, say, tell, try, love, rather, like, make, still, probably, confirm, update, believe,
			wait, stop, help, imagine, sleep, have, get, give, take, do, add, post, share, check, call, find, know, let, leave, miss,
			need, want, wish, think, report, send, show, work, join, follow, attest, vouch, hear, seen, been, had, heard, got, gone,
			done, made, said, become, put, run, read, write, watch, look, feel, bring, ask, answer, now, so, very, too, such, what,
			well, from, in, at, on, to, with, for, about, up, out, back, off, over, under, as, because, more, less, quite, already,
			again, here, where, how, why, who, when, if, happy, sad, glad, sure, great, good, bad, nice, fine, available, true, false,
			sick, tired, scared, excited, proud, sorry, thankful, going, some, no, nothing, neither, once, twice, another, part, home,
			maybe, perhaps, gonna, and, or, but, of, by, better, best, worse, first, last, due, full, open, closed, free, able, ready,
			soon, later, tomorrow, today, yesterday, tonight, happen, change, end, start, sign, vote, pay, eat, drink, meet, sell, ship,
			spend, move, live, die, win, lose, fight, save, bet, handle, deal, agree, relate, blame, stand, afford, care, worry, hurt,
			cost, fun, faith, patience, courage, mercy, trust, respect, lots, plenty, enough, several, used, received, tried, lived,
			worked, bought, noticed, started, decided, visited, eaten, met, known, lost, found, taken, gotten, told, asked, called,
			waited, loved, enjoyed, changed, wonderful, terrible, lovely, fantastic, awesome, amazing, horrible, wide, perfect, decent,
			forward, arrange, attach, attend, discuss, provide, revise, review, schedule, submit, prepare, respond, reply, talk, speak,
			sit, stick, contact, deliver, recover, refuse, remain, remind, repeat, replace, resume, settle, suffer, teach, treat, walk,
			drive, travel, turn, understand, pass, pick, play, plan, hold, hit, hang, guess, fix, fill, feed, explain, expect, enjoy,
			earn, draw, drop, cover, count, contain, choose, carry, cause, catch, build, break, begin, apply, appear, allow, advise,
			accept, located, situated, owned, based, considered, spoken, written, chosen, driven, given, broken, fallen, forgotten,
			hidden, risen, shown, stolen, thrown, worn, beaten, begun, flown, grown, led, left, meant, paid, sent, sold, spent, stood,
			taught, thought, understood, won, watched, looked, wanted, talked, listened, learned, followed, posted, shared, reported,
			moved, grew, stayed, survived, recovered`,
		inverted: `
			do, does, did, can, could, should, would, will, is, are, was, were, am, have, has, don't, doesn't, didn't, can't, won't,
			isn't, aren't, shouldn't, wouldn't, couldn't`,
		pronoun: "i, you, we, they, he, she, it, there, anyone, anybody, these, those",
		notBefore: `
			so, always, nor, neither, than, as, only, never, if, like, i, you, we, they, he, she, it, that, who, which, and, people,
			everyone, everybody, all, this, to, hardly, not, there, one, government, the, because, did, better, seldom, rarely,
			whatever, whoever`,
		temporal: "when",
		because:  "because",
		whether:  "whether, if",
		acronym:  "who",
	},
	bareEndings: []string{"ly", "n't"},
	exceptions: `
			what a, what an, when i, when you, when he, when she, when we, when they, when it, when the, when a, when people, when my,
			when your, when this, when there, when in, when one, when an, when all, when some, when asked, when their, when his, when
			her, when its, when our, when these, when those, while i, who knows, which is, which are, which was, which were, which i,
			which we, which they, which he, which she, which you, which in, which means, which brings, which leads, which gives, which
			shows, which takes, which explains, which seems, which leaves, which has, which have, which makes, what i, what you, what
			we, what they, what he, what she, what this, what the, where i, where we, where there, where you, where the, where they, how
			i, how he, how she, why i, why we, how the, how they, how it, what matters, who has, who have, who had, what you'd, what
			you'll, what i'd, what's needed, what's really, when you're, when you've, when i'm, when they're, when he's, when she's,
			when it's, do not, do your, do stay, do something, do it, do what, do this, do better, have a, have an, have to, have
			you're, have been, have fun, had a, had an, had to, had the, had my, had some, had no, had it, had i, had we, had they, were
			it, were i, is what, is it's, should you, may god, may the, may you, may all, may this, may your, may they, may we, may it,
			may he, may she, must be, must have, must say, must see, might be, might go, might have, might want, don't the, don't be,
			don't let, don't do, don't any`,
	phrases: map[meaning]string{
		indirectly: `
			so why not, how can, how do, how did, how does, how would, how could, how should, why are, why is, why do, why did, why
			does, why was, why should, is that true, does anyone know, do you know if, do you know when, do you know where, anyone know,
			anybody know, i wonder if, i wonder when, i wonder why, i wonder how, wondering if, wondering when, wondering whether, i'd
			like to know, can someone tell, can anyone tell, can anyone explain, could someone tell, please tell me, tell me please,
			tell me how, tell me why, can someone explain, can someone please, can anyone please, could someone please, could anyone,
			need to know if, need to know whether, need to know when, need to know how, need to know where, want to know if, like to
			know if, want to know when, want to know why, want to know how, is it true that, any idea when, any idea if, any idea how,
			any idea what, any idea why, curious if, curious whether, curious to know, any idea where, who can tell, does that make,
			does that mean, does this mean, does that include, how many people do, how many of you, how long does, how often do, what is
			the meaning, what is your, what should i do, what can i do, could you enlighten, could you please, can you please, would you
			please, what do i do, what do we do`,
		atStart: `
			anyone with, anyone have, anyone had, anyone got, anyone seen, anyone heard, anyone tried, anyone been, anyone up, anyone
			here, anyone near, anyone in, anyone from, anyone know, anyone else, anyone give, anyone want, anyone going, anyone
			watching, anyone remember, anyone care, anyone ever, anyone using, anyone noticed, anyone feel, anyone think, anyone agree,
			anyone recommend, anybody else, anybody up, anybody give, anybody want, anybody know, anybody remember, anybody ever, any
			good, any decent, any cheap, any nice, any idea, any ideas, what the heck, what the hell, any update, any updates, any news,
			any chance, any info, any information, any hope, any advice, any suggestions, any tips, any recommendations, any word on,
			any thoughts, any reason, any particular, anybody have, anybody got, anybody seen, anybody heard, anybody here, anybody in,
			which is better, which is best, which is the, which are the, which are best, which one, which ones, ever been, ever heard,
			ever seen, ever tried, ever wonder, ever wondered, ever had, want some, want to, want a, got any, got a minute, got time,
			have you, has anyone, has anybody, don't you think, don't you know, don't you want, how come, what about, how about, what
			if, why not, you guys want, you wanna, u wanna, remember when, true or, how to get, how to find, how to make sure`,
		atEnd: `
			or not, or no, or what, until when, since when, for how long, by when, or nah, yes or no, true or not, true or false,
			amirite, or is it, or am i`,
		tagged: `
			right, isn't it, aren't they, aren't you, don't you, doesn't it, won't they, is it, are they, ok, okay, correct, eh, huh,
			no, yes, yeah, won't you, can't we, can't you, haven't they, didn't they, don't they`,
		doubting: `
			is it true, is that true, is this true, are these true, true or false, real or fake, can anyone confirm, can someone confirm`,
		rhetoric: `
			who cares, who knew, who would have thought, are you kidding, are you serious, how dare, how stupid, how many times do, what
			is wrong with people, what's wrong with people, what is wrong with you, is anyone surprised, did you know, why am i not
			surprised, what could go wrong, what could possibly go wrong, how about no, wtf is wrong, who needs, why bother`,
		quiz: `
			quiz, trivia, riddle, guess who, guess what, guess where, guess which, poll, vote below, pub quiz, question of the day,
			brain teaser, multiple choice`,
	},
}
