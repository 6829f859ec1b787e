// Package dashboards makes the Grafana dashboards under configs/grafana from the names of the metrics, so that neither can drift from
// the other: go test ./dashboards -update-files writes them.
//
// A dashboard is a list of rows of panels; All has them. To add a panel, add a line there. What several processes tell alike (gauges,
// and what is read from the ledger) is taken once, by its highest value; what each counts for itself is summed.
package dashboards

import (
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"hearsay/metrics"
)

// Board is one dashboard.
type Board struct {
	UID, Title, Says string
	Rows             []Row
}

// Row is a line of panels below a title.
type Row struct {
	Title  string
	Panels []Panel
}

// Panel is one question of an analyst, and the queries that answer it.
type Panel struct {
	Title, Says string
	Unit        string // Grafana's name of it
	Width       uint32 // of 24
	IsNumber    bool   // one number, and not a curve
	Stacked     bool
	Exemplars   bool   // single items are shown as points, which lead to the desk
	Link        string // at the desk, for who clicks a curve; "" for none
	Queries     []Query
}

// Query is one query in PromQL, with Grafana's macros.
type Query struct{ Expr, Legend string }

// once takes what all processes tell alike once.
func once(metric string) string { return "max without (instance, pod) (" + metric + ")" }

// perHour is a rate of what each process counts for itself.
func perHour(by, metric string) string {
	return fmt.Sprintf("sum by (%s) (rate(%s[$__rate_interval])) * 3600", by, metric)
}

// quantile is one of a histogram, by its kind.
func quantile(q float64, metric string) string {
	return fmt.Sprintf("histogram_quantile(%g, sum by (le, kind) (rate(%s_bucket[$__range])))", q, metric)
}

// relevant are the posts that are somebody's business.
const relevant = metrics.PostsClassified + `{kind!="none"}`

// All are the dashboards.
func All() []Board {
	return []Board{asked(), spread(), working(), operations()}
}

func asked() Board {
	return Board{"hearsay-asked", "hearsay: what people ask and claim", "Questions and false claims by topic, and what is worth a message.", []Row{
		{"Now", []Panel{
			{Title: "Items that wait or are held", Unit: "short", Width: 6, IsNumber: true, Link: "/items?state=open", Queries: []Query{{"sum(" + once(metrics.ItemsOpen) + ")", "items"}}},
			{Title: "Critical ones", Unit: "short", Width: 6, IsNumber: true, Link: "/items?state=open&severity=critical", Queries: []Query{{"sum(" + once(metrics.ItemsOpen+`{severity="critical"}`) + ") or vector(0)", "items"}}},
			{Title: "Questions an hour", Unit: "short", Width: 6, IsNumber: true, Link: "/items?kind=question", Queries: []Query{{`sum(rate(` + metrics.PostsClassified + `{kind="question"}[$__rate_interval])) * 3600`, "posts"}}},
			{Title: "False claims an hour", Unit: "short", Width: 6, IsNumber: true, Link: "/items?kind=claim", Queries: []Query{{`sum(rate(` + metrics.PostsClassified + `{kind="claim"}[$__rate_interval])) * 3600`, "posts"}}},
		}},
		{"What about", []Panel{
			{Title: "Posts an hour, by kind and topic", Says: "Posts that ask something of the authorities or repeat a claim.", Unit: "short", Width: 16, Stacked: true, Link: "/items?topic=${__field.labels.topic}", Queries: []Query{{perHour("kind, topic", relevant), "{{kind}}: {{topic}}"}}},
			{Title: "Alerts that fire", Says: "What the program finds worth a message just now.", Unit: "short", Width: 8, Link: "/alerts", Queries: []Query{{"max by (alertname) (" + metrics.AlertsFiring + ") or vector(0)", "{{alertname}}"}}},
			{Title: "New items an hour, by kind and topic", Says: "Each is many posts that ask or claim the same.", Unit: "short", Width: 12, Link: "/items?topic=${__field.labels.topic}", Queries: []Query{{"sum by (kind, topic) (max without (instance, pod) (increase(" + metrics.ItemsOpened + "[1h])))", "{{kind}}: {{topic}}"}}},
			{Title: "Rules that are being tried", Says: "Posts an hour on which a rule in shadow would have fired.", Unit: "short", Width: 12, Queries: []Query{{perHour("rule", metrics.ShadowRules), "{{rule}}"}}},
			{Title: "Share of posts that are somebody's business", Unit: "percentunit", Width: 24, Queries: []Query{{"sum(rate(" + relevant + "[$__rate_interval])) / sum(rate(" + metrics.PostsClassified + "[$__rate_interval]))", "share"}}},
		}},
	}}
}

func spread() Board {
	return Board{"hearsay-spread", "hearsay: spaces, languages and spread", "Where it is asked and claimed, in which languages, and whether answers slow it.", []Row{
		{"Where", []Panel{
			{Title: "Posts an hour, by space", Says: "The busiest spaces; all others are \"other\".", Unit: "short", Width: 16, Queries: []Query{{"topk(15, " + perHour("platform, space", metrics.SpacePosts) + ")", "{{platform}} {{space}}"}}},
			{Title: "Posts an hour, by platform", Unit: "short", Width: 8, Stacked: true, Queries: []Query{{perHour("platform", metrics.SpacePosts), "{{platform}}"}}},
		}},
		{"In which languages", []Panel{
			{Title: "Posts an hour, by language", Unit: "short", Width: 12, Stacked: true, Link: "/items?language=${__field.labels.language}", Queries: []Query{{perHour("language", relevant), "{{language}}"}}},
			{Title: "Questions and claims of each language", Unit: "short", Width: 12, Queries: []Query{{perHour("language, kind", relevant), "{{language}} {{kind}}"}}},
		}},
		{"Do answers slow it", []Panel{
			{Title: "Posts after an answer over posts before", Says: "Of the answers of the last day. Below 1 it spreads less.", Unit: "short", Width: 12, Queries: []Query{{once(metrics.ReplySpread), "after / before"}}},
			{Title: "Replies, by state", Unit: "short", Width: 12, Link: "/replies?state=${__field.labels.state}", Queries: []Query{{"sum by (state) (" + once(metrics.Replies) + ")", "{{state}}"}}},
		}},
	}}
}

func working() Board {
	return Board{"hearsay-work", "hearsay: responders and deadlines", "What waits, for how long, and how long answers take.", []Row{
		{"What waits", []Panel{
			{Title: "Items, by queue and state", Unit: "short", Width: 12, Stacked: true, Link: "/items?queue=${__field.labels.queue}", Queries: []Query{{"sum by (queue, state) (" + once(metrics.QueueDepth) + ")", "{{queue}} {{state}}"}}},
			{Title: "Age of the oldest item, by queue", Unit: "s", Width: 12, Link: "/items?queue=${__field.labels.queue}", Queries: []Query{{once(metrics.QueueOldest), "{{queue}}"}}},
			{Title: "Items, by severity", Unit: "short", Width: 12, Stacked: true, Link: "/items?severity=${__field.labels.severity}", Queries: []Query{{"sum by (severity) (" + once(metrics.ItemsOpen) + ")", "{{severity}}"}}},
			{Title: "Called back", Says: "Replies that were retracted or expired, until everybody whom they had reached is told.", Unit: "short", Width: 6, Link: "/recalls", Queries: []Query{{once(metrics.RecallsOpen), "recalls"}}},
			{Title: "Replies, by language", Unit: "short", Width: 6, Queries: []Query{{"sum by (language) (" + once(metrics.Replies) + ")", "{{language}}"}}},
		}},
		{"What nobody has answered", []Panel{
			{Title: "Questions, by topic and language", Unit: "short", Width: 6, Stacked: true, Link: "/gaps?topic=${__field.labels.topic}", Queries: []Query{{once(metrics.GapQuestions), "{{topic}} {{language}}"}}},
			{Title: "Posts that ask them", Unit: "short", Width: 6, Stacked: true, Link: "/gaps?topic=${__field.labels.topic}", Queries: []Query{{once(metrics.GapPosts), "{{topic}} {{language}}"}}},
			{Title: "Age of the oldest", Unit: "s", Width: 6, Link: "/gaps?topic=${__field.labels.topic}", Queries: []Query{{once(metrics.GapOldest), "{{topic}} {{language}}"}}},
			{Title: "Asked for an answer", Says: "A question is asked of an authority, a claim of a verifier.", Unit: "short", Width: 6, Link: "/gaps", Queries: []Query{{once(metrics.AsksOpen), "{{kind}}"}, {once(metrics.AsksLate), "{{kind}}, late"}}},
		}},
		{"How long it takes", []Panel{
			{Title: "Until somebody takes an item", Says: "Half of them, and 95 of 100. Points are single items.", Unit: "s", Width: 8, Exemplars: true, Queries: []Query{{quantile(0.5, metrics.TimeToClaim), "{{kind}} half"}, {quantile(0.95, metrics.TimeToClaim), "{{kind}} 95 %"}}},
			{Title: "Until a reply is verified", Unit: "s", Width: 8, Exemplars: true, Queries: []Query{{quantile(0.5, metrics.TimeToVerified), "{{kind}} half"}, {quantile(0.95, metrics.TimeToVerified), "{{kind}} 95 %"}}},
			{Title: "Until it is answered", Unit: "s", Width: 8, Exemplars: true, Queries: []Query{{quantile(0.5, metrics.TimeToAnswer), "{{kind}} half"}, {quantile(0.95, metrics.TimeToAnswer), "{{kind}} 95 %"}}},
		}},
	}}
}

func operations() Board {
	return Board{"hearsay-operations", "hearsay: operations", "Whether the program hears, sends and is well.", []Row{
		{"Hearing", []Panel{
			{Title: "Posts a second, by source", Unit: "short", Width: 12, Link: "/sources", Queries: []Query{{"sum by (source) (rate(" + metrics.PostsCollected + "[$__rate_interval]))", "{{source}}"}}},
			{Title: "How far behind each source is", Unit: "s", Width: 12, Link: "/sources", Queries: []Query{{"min by (source) (" + metrics.SourceLag + ")", "{{source}}"}}},
			{Title: "Sources that cannot see", Says: "1 while what is posted there is missing. These times are marked in every curve of these dashboards.", Unit: "short", Width: 12, Link: "/sources", Queries: []Query{{"max by (source) (" + metrics.SourceBlind + ")", "{{source}}"}}},
			{Title: "Failed sweeps an hour, by source and reason", Unit: "short", Width: 12, Link: "/sources", Queries: []Query{{"sum by (source, reason) (increase(" + metrics.CollectErrors + "[1h])) or vector(0)", "{{source}} {{reason}}"}}},
			{Title: "Time to classify a post", Unit: "s", Width: 24, Queries: []Query{{"histogram_quantile(0.99, sum by (le) (rate(" + metrics.ClassifySeconds + "_bucket[$__rate_interval])))", "99 %"}, {"histogram_quantile(0.5, sum by (le) (rate(" + metrics.ClassifySeconds + "_bucket[$__rate_interval])))", "half"}}},
		}},
		{"Sending", []Panel{
			{Title: "Messages an hour, by receiver and outcome", Unit: "short", Width: 12, Queries: []Query{{"sum by (receiver, outcome) (increase(" + metrics.AlertsSent + "[1h]))", "{{receiver}} {{outcome}}"}}},
			{Title: "Copies of bulletins an hour, by outcome", Unit: "short", Width: 12, Link: "/editions", Queries: []Query{{"sum by (outcome) (increase(" + metrics.BulletinsSent + "[1h]))", "{{outcome}}"}}},
		}},
		{"Health", []Panel{
			{Title: "Memory of each process", Unit: "bytes", Width: 8, Queries: []Query{{`process_resident_memory_bytes{job="hearsay"}`, "{{instance}}"}}},
			{Title: "Processor time of each process", Unit: "percentunit", Width: 8, Queries: []Query{{`rate(process_cpu_seconds_total{job="hearsay"}[$__rate_interval])`, "{{instance}}"}}},
			{Title: "Goroutines of each process", Unit: "short", Width: 8, Queries: []Query{{`go_goroutines{job="hearsay"}`, "{{instance}}"}}},
		}},
	}}
}

// datasource is the variable by which a reader chooses their Prometheus.
func datasource() common.DataSourceRef {
	kind, uid := "prometheus", "${datasource}"
	return common.DataSourceRef{Type: &kind, Uid: &uid}
}

// JSON is the dashboard as Grafana reads it.
func (b Board) JSON() ([]byte, error) {
	// Version 2 of the schema, which the library recommends, is not read by Grafana 11.
	d := dashboard.NewDashboardBuilder(b.Title) //nolint:staticcheck // as said
	d.Uid(b.UID).Description(b.Says).Tags([]string{"hearsay"}).Refresh("30s").Time("now-24h", "now").Timezone("browser").Tooltip(dashboard.DashboardCursorSyncCrosshair).
		WithVariable(dashboard.NewDatasourceVariableBuilder("datasource").Type("prometheus").Label("Prometheus")).
		WithVariable(dashboard.NewTextBoxVariableBuilder("desk").Label("Address of the desk").DefaultValue(dashboard.StringOrMap{String: cog.ToPtr("http://127.0.0.1:8095")})).
		Link(dashboard.NewDashboardLinkBuilder("The desk").Type(dashboard.DashboardLinkTypeLink).Url("${desk}").TargetBlank(true)).
		Link(dashboard.NewDashboardLinkBuilder("hearsay").Type(dashboard.DashboardLinkTypeDashboards).Tags([]string{"hearsay"}).AsDropdown(true).IncludeVars(true).KeepTime(true))
	d.Annotation(dashboard.NewAnnotationQueryBuilder().Name("Sources that cannot see").Datasource(datasource()).Enable(true).IconColor("orange").
		Expr("max by (source) (" + metrics.SourceBlind + ") == 1").Step("60s").TitleFormat("{{source}} cannot see").TextFormat("Figures are too low.").TagKeys("source"))
	for _, r := range b.Rows {
		d.WithRow(dashboard.NewRowBuilder(r.Title))
		for _, p := range r.Panels {
			d.WithPanel(p.build())
		}
	}
	built, err := d.Build()
	if err != nil {
		return nil, err
	}
	written, err := json.MarshalIndent(built, "", " ")
	return append(written, '\n'), err
}

const height = 8

func (p Panel) build() cog.Builder[dashboard.Panel] {
	if p.IsNumber {
		b := stat.NewPanelBuilder().Title(p.Title).Description(p.Says).Unit(p.Unit).Datasource(datasource()).Height(height / 2).Span(p.Width).DataLinks(p.links())
		for i, q := range p.Queries {
			b.WithTarget(q.build(i, false).Instant())
		}
		return b
	}
	b := timeseries.NewPanelBuilder().Title(p.Title).Description(p.Says).Unit(p.Unit).Min(0).Datasource(datasource()).Height(height).Span(p.Width).FillOpacity(10).DataLinks(p.links()).
		Legend(common.NewVizLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom).ShowLegend(true)).
		Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	if p.Stacked {
		b.Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal))
	}
	for i, q := range p.Queries {
		b.WithTarget(q.build(i, p.Exemplars))
	}
	return b
}

func (p Panel) links() []cog.Builder[dashboard.DashboardLink] {
	if p.Link == "" {
		return nil
	}
	return []cog.Builder[dashboard.DashboardLink]{dashboard.NewDashboardLinkBuilder("At the desk").Url("${desk}" + p.Link).TargetBlank(true)}
}

func (q Query) build(n int, exemplars bool) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().Expr(q.Expr).LegendFormat(q.Legend).RefId("ABCDEFGH"[n : n+1]).Exemplar(exemplars).Datasource(datasource())
}
