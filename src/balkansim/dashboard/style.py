"""The dashboard's style sheet."""

CSS = """
.v-navigation-drawer { min-width: 340px !important; }
.v-navigation-drawer .v-card { margin: 8px !important; }
.v-navigation-drawer .v-card__title { font-size: 15px; padding: 8px 12px 0; }
.v-navigation-drawer .v-card__text { padding: 4px 12px 8px; }
.v-input__slider .v-input__slot { flex-wrap: wrap; margin: 0; }
.v-input__slider .v-input__slot > .v-label { flex: 1 0 100%; height: auto !important;
  font-size: 13px; line-height: 1.25; margin: 0; }
.v-input__slider { margin: 0 0 2px; padding: 0; }
.v-input__slider .v-messages { display: none; }
.bs-page { font-size: 14px; max-width: 1500px; padding: 6px 12px 24px; }
.bs-page h2.month { display: inline-block; margin: 4px 12px 0 0; font-size: 22px; }
.bs-page .far { opacity: 0.7; }
.bs-page p.question { margin: 2px 0 8px; }
.bs-page img.picture { display: block; max-width: 100%; background: white; }
.bs-page table { border-collapse: collapse; width: 100%; margin: 0 0 12px; font-size: 13px; }
.bs-page th, .bs-page td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0;
  border-bottom: 1px solid rgba(128, 128, 128, 0.3); }
.bs-page th { font-weight: 600; }
.bs-page .log { max-height: 420px; overflow-y: auto; border-top: 2px solid rgba(128, 128, 128, 0.4); padding: 4px 8px; }
.bs-page .log h4 { margin: 6px 0 2px; font-size: 14px; }
.bs-page .log ul { margin: 0 0 4px; padding-left: 18px; }
.bs-page .log p { margin: 0 0 4px; opacity: 0.7; }
.bs-page p.note, .bs-page p.ran { font-size: 12px; opacity: 0.8; margin: 2px 0 4px; }
.bs-page table.ledger td.id, .bs-page table.ledger td.model div:first-child { font-weight: 600; }
.bs-page table.ledger td.id, .bs-page table.ledger td.model, .bs-page table.ledger td.before { white-space: nowrap; }
.bs-page code { font-size: 12px !important; }
.solara-autorouter-content .v-tabs { margin-top: -20px; }
.bs-page h3 { font-size: 15px; margin: 8px 0 4px; }
"""
