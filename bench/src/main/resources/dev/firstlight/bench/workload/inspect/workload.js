'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = (id) => document.getElementById(id);
  const short = (value) => value === null ? '–' : Number(value.toPrecision(4)).toLocaleString('en');
  function add(parent, tag, text) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    parent.appendChild(element);
    return element;
  }
  const rates = data.counts.map((count) => count / data.window);
  const highest = rates.reduce((a, b) => Math.max(a, b), 0);
  const band = 1.96 / Math.sqrt(Math.max(1, data.counts.length));
  const part = data.parts > 1 ? `, part ${data.part} of ${data.parts}` : '';
  byId('headline').textContent = `${data.name}${part}: ${data.requests.toLocaleString('en')} requests in ${short(data.seconds)} s,`
    + ` ${short(data.requests / data.seconds)} a second on average, ${short(highest)} at most`;
  byId('subject').textContent = `${data.subject}. ${data.inputs} of ${data.pool} inputs are drawn. `
    + `Gaps vary by ${data.gapVariation} of their mean (Poisson: 1).`;
  byId('rate-note').textContent = `Requests a second, in windows of ${short(data.window)} s.`;
  byId('correlation-note').textContent = `Of the counts in windows of ${short(data.window)} s, by how far apart they are. `
    + 'Within the dashed lines lie 95 % of what independent counts would give.';
  const table = byId('numbers');
  const head = add(add(table, 'thead'), 'tr');
  ['window, s', 'index of dispersion', 'windows'].forEach((text) => add(head, 'th', text));
  const body = add(table, 'tbody');
  data.dispersions.forEach(([seconds, value, windows]) => {
    const row = add(body, 'tr');
    add(row, 'th', short(seconds));
    add(row, 'td', short(value));
    add(row, 'td', windows.toLocaleString('en'));
  });

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let charts = [];
  function draw() {
    charts.forEach((chart) => chart.dispose());
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--ink').trim();
    const soft = style.getPropertyValue('--soft').trim();
    const rule = style.getPropertyValue('--line').trim();
    const colour = dark.matches ? '#56b4e9' : '#0072b2';
    const other = dark.matches ? '#ff8a3d' : '#d55e00';
    const axis = (more) => Object.assign({ nameLocation: 'middle', nameGap: 30, nameTextStyle: { color: soft },
      axisLabel: { color: soft }, axisLine: { lineStyle: { color: rule } }, splitLine: { show: false } }, more);
    const upright = (more) => Object.assign({ nameTextStyle: { color: soft }, axisLabel: { color: soft },
      splitLine: { lineStyle: { color: rule } } }, more);
    const chart = (id, option) => {
      const made = echarts.init(byId(id), null, { renderer: 'svg' });
      made.setOption(Object.assign({ animation: false, textStyle: { color: ink },
        grid: { left: 64, right: 24, top: 32, bottom: 48 },
        tooltip: { trigger: 'axis', valueFormatter: short } }, option));
      return made;
    };
    const level = (value) => ({ yAxis: value });
    charts = [
      chart('rate', {
        xAxis: axis({ type: 'value', name: 'seconds since the beginning', min: 0, max: data.seconds }),
        yAxis: upright({ type: 'value', name: 'requests/s', min: 0 }),
        series: [{ type: 'line', name: 'requests/s', step: 'end', showSymbol: false, color: colour,
          lineStyle: { width: 1.5 }, areaStyle: { opacity: 0.15 },
          data: [...rates.map((rate, i) => [i * data.window, rate]), [rates.length * data.window, rates[rates.length - 1] || 0]] }],
      }),
      chart('dispersion', {
        xAxis: axis({ type: 'log', name: 'window, seconds' }),
        yAxis: upright(data.dispersions.every(([, value]) => value > 0) ? { type: 'log', name: 'variance / mean' }
          : { type: 'value', name: 'variance / mean', min: 0 }),
        series: [{ type: 'line', name: 'index of dispersion', color: colour, symbolSize: 8,
          data: data.dispersions.map(([seconds, value]) => [seconds, value]),
          markLine: { silent: true, symbol: 'none', label: { formatter: 'Poisson', color: soft, position: 'insideEndTop' },
            lineStyle: { color: other, type: 'dashed' }, data: [level(1)] } }],
      }),
      chart('correlation', {
        xAxis: axis({ type: 'value', name: 'seconds apart', min: 0 }),
        yAxis: upright({ type: 'value', name: 'correlation', max: 1 }),
        series: [{ type: 'line', name: 'correlation', color: colour, symbolSize: 6,
          data: data.correlations.map((value, i) => [(i + 1) * data.window, value]),
          markLine: { silent: true, symbol: 'none', label: { show: false },
            lineStyle: { color: other, type: 'dashed' }, data: [level(band), level(-band)] } }],
      }),
    ];
  }
  byId('rate').setAttribute('aria-label', byId('headline').textContent);
  byId('dispersion').setAttribute('aria-label', 'Index of dispersion by window: '
    + data.dispersions.map(([seconds, value]) => `${short(seconds)} s ${short(value)}`).join(', '));
  byId('correlation').setAttribute('aria-label', 'Autocorrelation: '
    + data.correlations.slice(0, 10).map((value, i) => `${short((i + 1) * data.window)} s ${short(value)}`).join(', '));
  draw();
  dark.addEventListener('change', draw);
  window.addEventListener('resize', () => charts.forEach((chart) => chart.resize()));
})();
