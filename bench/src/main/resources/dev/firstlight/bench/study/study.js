'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = (id) => document.getElementById(id);
  const millis = (value) => value === undefined ? '–' : value.toFixed(value < 100 ? 1 : 0);
  function add(parent, tag, text) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    parent.appendChild(element);
    return element;
  }
  const burst = data.factor === 'provisioned';
  const lines = (burst ? [['allMillis', 'all calls of a burst', 'solid']]
    : [['coldMillis', 'cold start', 'solid'], ['warmMillis', 'warm call', 'dashed']])
    .filter(([key]) => data.rows.some((row) => row[key]));

  byId('headline').textContent = data.conclusions[0] || 'Too little was measured.';
  byId('subject').textContent = data.subject + (data.valid ? '' : ' NOT VALID: calls failed.');
  byId('command').textContent = data.command;
  data.conclusions.forEach((line) => add(byId('conclusions'), 'li', line));
  byId('chart-note').textContent = 'Median by value; the bars are the intervals that hold the true median with 95 % confidence'
    + ' (with fewer than six values, all of them).';

  const table = byId('numbers');
  add(table, 'caption', 'Milliseconds. Large: median. Small: its 95 % interval; of a burst, the p99.');
  const head = add(add(table, 'thead'), 'tr');
  [data.unit, 'calls', 'met a cold start', ...lines.map(([, name]) => name), 'billed cold', 'billed warm', 'failed']
    .forEach((text) => add(head, 'th', text));
  const body = add(table, 'tbody');
  data.rows.forEach((row) => {
    const line = add(body, 'tr');
    add(line, 'th', String(row.value));
    add(line, 'td', String(row.calls));
    add(line, 'td', `${(100 * row.coldShare).toFixed(0)} %`);
    lines.forEach(([key]) => {
      const times = row[key];
      const cell = add(line, 'td', times ? millis(times.p50) : '–');
      if (times) add(cell, 'small', burst ? `p99 ${millis(times.p99)}` : `${millis(times.low)}–${millis(times.high)}`);
    });
    ['coldBilledMillis', 'warmBilledMillis'].forEach((key) => add(line, 'td', row[key] ? millis(row[key].p50) : '–'));
    add(line, 'td', String(row.errors));
  });

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let chart;
  function draw() {
    if (chart) chart.dispose();
    chart = echarts.init(byId('chart'), null, { renderer: 'svg' });
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--ink').trim();
    const soft = style.getPropertyValue('--soft').trim();
    const rule = style.getPropertyValue('--line').trim();
    const colours = dark.matches ? ['#56b4e9', '#ff8a3d'] : ['#0072b2', '#d55e00'];
    const series = [];
    lines.forEach(([key, name, type], i) => {
      const rows = data.rows.filter((row) => row[key]);
      series.push({
        type: 'line', name, data: rows.map((row) => [row.value, row[key].p50]), symbolSize: 8,
        color: colours[i], lineStyle: { color: colours[i], type, width: 2 },
      });
      series.push({
        type: 'custom', name, silent: true, color: colours[i],
        data: rows.map((row) => [row.value, row[key].low, row[key].high]), encode: { x: 0, y: [1, 2] },
        renderItem: (params, api) => {
          const low = api.coord([api.value(0), api.value(1)]);
          const high = api.coord([api.value(0), api.value(2)]);
          return { type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] },
            style: { stroke: colours[i], lineWidth: 4, opacity: 0.5 } };
        },
      });
    });
    chart.setOption({
      animation: false,
      textStyle: { color: ink },
      legend: { data: lines.map(([, name]) => name), textStyle: { color: ink }, top: 0 },
      grid: { left: 64, right: 24, top: 40, bottom: 48 },
      tooltip: { trigger: 'item', valueFormatter: (value) => Array.isArray(value) ? value.map(millis).join(', ') : millis(value) },
      xAxis: { type: 'value', name: data.unit, nameLocation: 'middle', nameGap: 30, nameTextStyle: { color: soft },
        min: data.rows.length ? data.rows[0].value : 0, max: data.rows.length ? data.rows[data.rows.length - 1].value : 1,
        axisLabel: { color: soft }, axisLine: { lineStyle: { color: rule } }, splitLine: { show: false } },
      yAxis: { type: 'value', name: 'ms', min: 0, nameTextStyle: { color: soft }, axisLabel: { color: soft },
        splitLine: { lineStyle: { color: rule } } },
      series,
    });
  }
  byId('chart').setAttribute('aria-label', data.conclusions.join(' '));
  draw();
  dark.addEventListener('change', draw);
  window.addEventListener('resize', () => chart.resize());
})();
