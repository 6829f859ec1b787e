package metrics

// Names of the metrics, from which dashboards are made, so that the two cannot drift apart.
const (
	PostsCollected  = "hearsay_posts_collected_total"
	CollectErrors   = "hearsay_collect_errors_total"
	SourceLag       = "hearsay_source_lag_seconds"
	SourceBlind     = "hearsay_source_blind"
	PostsClassified = "hearsay_posts_classified_total"
	ShadowRules     = "hearsay_shadow_rules_total"
	ClassifySeconds = "hearsay_classify_seconds"
	ItemsOpened     = "hearsay_items_opened_total"
	ItemsOpen       = "hearsay_items_open"
	GapQuestions    = "hearsay_gap_questions"
	GapPosts        = "hearsay_gap_posts"
	GapOldest       = "hearsay_gap_oldest_seconds"
	QueueDepth      = "hearsay_queue_depth"
	QueueOldest     = "hearsay_queue_oldest_seconds"
	SpacePosts      = "hearsay_space_posts_total"
	TimeToClaim     = "hearsay_time_to_claim_seconds"
	TimeToVerified  = "hearsay_time_to_verified_seconds"
	TimeToAnswer    = "hearsay_time_to_answer_seconds"
	Replies         = "hearsay_replies_total"
	ReplySpread     = "hearsay_reply_spread_ratio"
	AlertsSent      = "hearsay_alerts_sent_total"
	AlertsFiring    = "hearsay_alerts_firing"
	BulletinsSent   = "hearsay_bulletins_sent_total"
)
