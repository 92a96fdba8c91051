"""The look of the page for the enterprise's phone."""

from __future__ import annotations

STYLE = """
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { max-width: 720px; margin: 0 auto; padding: 16px; background: #F4F6F8; color: #1A1F24;
  font: 17px/1.6 "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", sans-serif;
  overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 24px; text-align: center; }
h2 { margin: 24px 0 8px; font-size: 19px; }
h3 { margin: 0 0 8px; font-size: 17px; }
p { margin: 8px 0; }
.number { color: #5A6572; font-size: 15px; text-align: center; }
.greeting { font-weight: bold; }
.card { margin: 0 0 12px; padding: 12px; border: 1px solid #D9DEE4; border-radius: 6px;
  background: #FFFFFF; }
.major { border: 2px solid #8F1414; }
.level { float: right; color: #5A6572; font-size: 15px; }
.major .level { padding: 0 8px; border-radius: 6px; background: #FCE9E7; color: #8F1414;
  font-weight: bold; }
dl { margin: 0; }
dt { margin-top: 8px; color: #5A6572; font-size: 14px; }
dd { margin: 0; }
ol { margin: 0; padding-left: 24px; }
li { margin: 0 0 8px; }
figure { margin: 12px 0 0; }
img { display: block; max-width: 100%; height: auto; border-radius: 6px; }
figcaption { color: #5A6572; font-size: 14px; }
footer { color: #5A6572; font-size: 14px; }
.hash { font-family: monospace; }
@media (prefers-color-scheme: dark) {
  body { background: #14171A; color: #E8EBEE; }
  .card { border-color: #343B43; background: #1D2125; }
  .number, .level, dt, figcaption, footer { color: #9AA5B1; }
  .major { border-color: #FFB3AA; }
  .major .level { background: #3A1714; color: #FFB3AA; }
}
@media print { body { background: #FFFFFF; } .card { break-inside: avoid; } }
"""
