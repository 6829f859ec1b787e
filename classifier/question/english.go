package question

var english = grammar{
	words: map[role]string{
		lead: `
			and, but, so, ok, okay, hey, hi, hello, please, also, well, then, um, uh, oh,
			or, just, seriously, sorry, dear, sir, now`,
		preposition:   "for, in, at, by, with, to, from, of, on, under, about, until, since",
		interrogative: "what, who, whose, whom, which, where, when, why, how, what's, who's, where's, how's, when's, why's, whats",
		inClause:      "what, why, how",
		verb: `
			is, are, am, was, were, do, does, did, can, could, should, would, will, shall, may, might, must, has,
			have, had, isn't, aren't, wasn't, weren't, don't, doesn't, didn't, can't, couldn't, shouldn't, wouldn't,
			won't, haven't, hasn't, ain't, any, anyone, anybody`,
		auxiliary: `
			is, are, was, were, does, did, has, will, can, could, should, would, shall, isn't, aren't, wasn't,
			weren't, doesn't, didn't, can't, couldn't, shouldn't, shouldnt, wouldn't, hasn't, haven't`,
		subject: `
			i, you, he, she, it, we, they, the, a, an, this, that, there, these, those, my, your, our, their, his,
			her, its, anyone, anybody, someone, somebody, everyone, people, any, one, coronavirus, covid, corona,
			children, kids, pets, masks, vaccines, dogs, cats, update, idea, news, ideas, info, information, hope,
			chance, have, know, else, up, got, seen, give`,
		bare: `
			be, not, never, definitely, stay, return, go, recommend, use, highly, come, gladly, always, also, only,
			just, consider, buy, order, visit, keep, continue, see, remember, say, tell, try, love, rather, like,
			make, still, probably`,
		inverted: `
			do, does, did, can, could, should, would, will, is, are, was, were, am, have, has, don't, doesn't,
			didn't, can't, won't, isn't, aren't`,
		pronoun: "i, you, we, they, he, she, it, there, anyone, anybody, these, those",
		notBefore: `
			so, always, nor, neither, than, as, only, never, if, like, i, you, we, they, he, she, it, that, who, which, and,
			people, everyone, everybody, all, this, to, hardly, not, there, one, government, the, because, did,
			better, seldom, rarely`,
		temporal: "when",
		because:  "because",
	},
	exceptions: `
		what a, what an, when i, when you, when he, when she, when we, when they, when it, when the, when a,
		when people, when my, when your, when this, when there, when in, when one, when an, when all, when some,
		when asked, when their, when his, when her, when its, when our, when these, when those, while i, who knows, which is, which are, which was, which were, which means, which has,
		which have, what i, what you, what we, what they, what he, what she, what this, what the, where i, where we,
		where the, where they, how i, why i, why we, how the, how they, how it, what matters`,
	phrases: map[meaning]string{
		indirectly: `
			so why not, how can, how do, how did, how does, how would, how could, how should, why are, why is,
			why do, why did, why does, why was, why should, is that true, does anyone know, do you know if,
			do you know when, do you know where, anyone know, anybody know, i wonder if, i wonder when,
			i wonder why, i wonder how, wondering if, wondering when, wondering whether, i'd like to know,
			can someone tell, can anyone tell, can anyone explain, could someone tell, please tell me,
			want to know if, like to know if, is it true that, any idea when, any idea if, any idea how,
			any idea where, who can tell`,
		tagged: `
			right, isn't it, aren't they, aren't you, don't you, doesn't it, won't they, is it, are they, ok, okay,
			correct, eh, huh, no`,
		rhetoric: `
			who cares, who knew, who would have thought, are you kidding, are you serious, how dare, how stupid,
			how many times do, what is wrong with people, what's wrong with people, what is wrong with you,
			is anyone surprised, why am i not surprised, what could go wrong, what could possibly go wrong,
			how about no, wtf is wrong, who needs, why bother`,
		quiz: `
			quiz, trivia, riddle, guess who, guess what, guess where, guess which, true or false, poll, vote below,
			pub quiz, question of the day, brain teaser, multiple choice`,
	},
}
