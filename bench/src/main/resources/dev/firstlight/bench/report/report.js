'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const summary = data.summary;
  const plan = data.plan;

  // Okabe and Ito's colours, which most colour-blind readers can tell apart; ink is what reads on each.
  const STAGES = [
    ['boot', '#8da9c4', '#10151a', 'process creation to the first line of the adapter'],
    ['import', '#0072b2', '#ffffff', 'serving-runtime classes and native libraries until usable'],
    ['download', '#009e73', '#ffffff', 'first byte asked of the model store to the last file complete'],
    ['verify', '#f0e442', '#10151a', 'size and SHA-256 of every file; only what the download did not hide'],
    ['load', '#e69f00', '#10151a', 'model opened by the serving runtime'],
    ['warmup', '#d55e00', '#ffffff', 'sample predictions until lazy initialisation is done'],
    ['decode', '#56b4e9', '#10151a', 'the first request until its inference begins: body, decoding, preprocessing'],
    ['predict', '#cc79a7', '#10151a', 'inference of the first request'],
  ].map(([name, colour, ink, meaning]) => ({ name, colour, ink, meaning, label: name === 'warmup' ? 'warm-up' : name }));
  const stageNamed = Object.fromEntries(STAGES.map((stage) => [stage.name, stage]));
  const LINES = ['#0072b2', '#d55e00', '#008a64', '#a4508b', '#8a6d00'];
  const LINES_ON_DARK = ['#56b4e9', '#ff8a3d', '#2fd0a0', '#e59cc9', '#f0c060'];
  const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 2]];

  const byId = (id) => document.getElementById(id);
  const millis = (value) => value === null || value === undefined ? '–'
    : value.toFixed(value < 100 ? 1 : 0);
  function add(parent, tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    parent.appendChild(element);
    return element;
  }
  function swatch(parent, colour) {
    add(parent, 'span', undefined, 'swatch').style.background = colour;
  }

  const isPeer = (target) => (summary.peers || []).some((pair) => pair.peer === target.name);

  function runtimes() {
    const versions = summary.runtimeVersion.split(', ');
    return summary.runtime.split(', ').map((name, i) => `${name} ${versions[i]}`).join(', ');
  }
  function stores() {
    const names = [...new Set(summary.targets.map((t) => t.store))];
    return names.length === 1 && names[0] === 'file' ? '' : `, from ${names.join(', ')}`;
  }
  function words() {
    byId('headline').textContent = data.headline;
    byId('subject').textContent = `${summary.model} ${summary.modelVersion} on ${runtimes()}${stores()}`
      + (plan ? `, ${plan.machine.cpus} CPUs, ${plan.run.slice(0, 10)}` : '');
    if (summary.provenance.startsWith('random weights')) {
      byId('provenance').hidden = false;
      byId('provenance').textContent = `The model has ${summary.provenance}: times mean something, classes do not.`;
    }
    byId('verdict').textContent = summary.verdict.valid ? 'valid' : 'not valid';
    byId('verdict').className = summary.verdict.valid ? 'valid' : 'invalid';
    const reasons = byId('reasons');
    summary.verdict.reasons.forEach((reason) => add(reasons, 'li', reason));
    summary.verdict.warnings.forEach((warning) => add(reasons, 'li', `Warning: ${warning}`));
    if (summary.verdict.valid) {
      const errors = summary.targets.reduce((sum, target) => sum + target.errors, 0);
      add(reasons, 'li', `${errors} errors in ${summary.targets.reduce((sum, t) => sum + t.requests, 0)} requests.`);
      if (summary.targets.length > 1) add(reasons, 'li', data.equality);
      add(reasons, 'li', 'Every cold start has every stage, and its stages account for its end to end: '
        + summary.targets.filter((t) => !isPeer(t)).map((t) => `${t.name} ${t.cold.accountedPercent.toFixed(0)} %`).join(', ') + '.');
    }
    if (summary.similarity) {
      add(reasons, 'li', `Texts of like meaning score ${summary.similarity.like.toFixed(2)}, unlike ones ${summary.similarity.unlike.toFixed(2)} (mean cosine).`);
    }
    byId('timeline-note').textContent = 'The cold start of median length of each row, from the creation of its process. '
      + 'Stages that overlap stand below each other; the frame is the end to end as the client saw it.';
    STAGES.forEach((stage) => {
      const item = add(byId('legend'), 'li');
      swatch(item, stage.colour);
      add(item, 'span', stage.label);
      const term = add(byId('stages'), 'dt');
      swatch(term, stage.colour);
      add(term, 'span', stage.label);
      add(byId('stages'), 'dd', stage.meaning);
    });
  }

  function numbers() {
    const table = byId('numbers');
    add(table, 'caption', 'Milliseconds. Large: median (p50). Small: p99 by nearest rank, or the largest value where there are fewer than 100.');
    const head = add(table, 'thead');
    const groups = add(head, 'tr');
    add(groups, 'th', '');
    const cold = add(groups, 'th', `cold start, ${counts((t) => t.cold.count)} of each row`);
    cold.colSpan = STAGES.length + 1;
    const warm = add(groups, 'th', `warm, ${counts((t) => t.warm.count)}`);
    warm.colSpan = 2;
    const names = add(head, 'tr');
    ['target', ...STAGES.map((s) => s.name === 'predict' ? 'first predict' : s.label), 'end to end', 'end to end', 'predict']
      .forEach((name) => { add(names, 'th', name).scope = 'col'; });
    const body = add(table, 'tbody');
    summary.targets.forEach((target) => {
      const row = add(body, 'tr');
      add(row, 'th', target.name).scope = 'row';
      STAGES.forEach((stage) => cell(row, target.cold.stageMillis[stage.name]));
      cell(row, target.cold.e2eMillis, 'strong');
      cell(row, target.warm.e2eMillis, 'strong');
      cell(row, target.warm.predictMillis);
    });
    const waited = (target) => STAGES.map((stage) => [stage.label, target.cold.waitedMillis[stage.name].p50])
      .filter(([, value]) => value >= 0.05).map(([label, value]) => `${label} ${millis(value)}`).join(', ');
    const paths = summary.targets.filter(waited).map((target) => `${target.name}: ${waited(target)}`).join('; ');
    byId('table-note').textContent = 'Stages may overlap, so they need not add up. '
      + (paths ? `What the start waited for, medians, ms: ${paths}. ` : '') + '95 % interval of the median end to end, ms: '
      + data.targets.filter((t) => t.medianInterval)
        .map((t) => `${t.name} ${millis(t.medianInterval[0])} to ${millis(t.medianInterval[1])}`).join(', ') + '.';
  }
  function against() {
    if (!summary.peers) return;
    byId('peers').hidden = false;
    const table = byId('ratios');
    const names = add(add(table, 'thead'), 'tr');
    ['ours ÷ theirs', 'pairs', 'end to end', 'load', 'first predict', 'warm', 'memory']
      .forEach((name) => { add(names, 'th', name).scope = 'col'; });
    const body = add(table, 'tbody');
    summary.peers.forEach((pair) => {
      const row = add(body, 'tr');
      add(row, 'th', `${pair.name} ÷ ${pair.peer}`).scope = 'row';
      add(row, 'td', String(pair.e2e.pairs));
      ratio(row, pair.e2e, 'strong');
      ratio(row, pair.stages.load);
      ratio(row, pair.stages.predict);
      ratio(row, pair.warm);
      ratio(row, pair.residentBytes);
    });
    byId('peers-note').textContent = 'Before the run each peer answered a check as ours did: an image that needs no scaling, or a text.'
      + (plan && plan.peersLeftOut.length > 0 ? ` Left out: ${plan.peersLeftOut.join('. ')}.` : '');
  }
  function ratio(row, value, className) {
    const digits = (x) => x.toFixed(x < 0.1 ? 3 : x < 100 ? 2 : 0);
    const td = add(row, 'td', value ? digits(value.median) : '–', className);
    if (value) add(td, 'small', `${digits(value.low)} to ${digits(value.high)}`);
  }
  function counts(count) {
    return [...new Set(summary.targets.map(count))].join('/');
  }
  function cell(row, values, className) {
    const td = add(row, 'td', millis(values.p50), className);
    add(td, 'small', millis(values.p99));
  }

  function how() {
    const list = byId('how');
    const fact = (name, value) => { add(list, 'dt', name); add(list, 'dd', value); };
    if (plan) {
      fact('When', plan.run);
      fact('Machine', `${plan.machine.processor}, ${plan.machine.cpus} CPUs, ${(plan.machine.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${plan.machine.system}`);
      fact('Load before', plan.machine.load < 0 ? 'unknown' : plan.machine.load.toFixed(2));
      fact('Firstlight', plan.version);
    }
    const medians = data.targets.map((target) => target.median).filter((start) => start);
    const each = (text) => [...new Set(medians.map(text))].join('; ');
    if (medians.length > 0) {
      fact('JDK', each((median) => median.jdk));
      fact('Artifact', each((median) => `${median.artifact}, ${median.threads} threads a prediction`));
    }
    fact('Model', `${summary.model} ${summary.modelVersion}; weights: ${summary.provenance}`);
    fact('Cold start', 'a new process each time, targets in turn and in random order within a turn, one at a time; clocked from just before the process is created to the last byte of its first answer');
    fact('Not in it', 'image pull, placement and a network that is slower than the one within this machine, which a platform adds; files were in the page cache');
    if (plan) {
      fact('JVM flags', plan.flags.join(' ') || 'none');
      fact('Seed', String(plan.seed));
      byId('command').textContent = plan.command;
    } else {
      byId('command').textContent = 'plan.json is missing, so the command is not known';
    }
  }

  let charts = [];
  function palette(dark) {
    return dark ? { ink: '#e7ecf1', soft: '#9aa7b4', line: '#2d3742', panel: '#1b222a', frame: '#9aa7b4', lines: LINES_ON_DARK }
      : { ink: '#1c2530', soft: '#5a6673', line: '#d9dfe5', panel: '#ffffff', frame: '#5a6673', lines: LINES };
  }

  // A stage goes into the first lane that is free when it begins.
  function lanes(stages) {
    const ends = [];
    const placed = stages.map((span) => {
      let lane = ends.findIndex((end) => end <= span.startMillis + 1e-6);
      if (lane < 0) lane = ends.length;
      ends[lane] = span.endMillis;
      return { span, lane };
    });
    return { placed, count: Math.max(1, ends.length) };
  }

  function chart(id, option) {
    const instance = echarts.init(byId(id), null, { renderer: 'svg' });
    instance.setOption(option);
    charts.push(instance);
  }
  function text(colours) {
    return { color: colours.ink, fontFamily: 'inherit' };
  }
  function tooltip(colours) {
    return { backgroundColor: colours.panel, borderColor: colours.line, textStyle: text(colours), confine: true };
  }

  const unique = (values) => [...new Set(values)];
  const longest = (names) => Math.max(...names.map((name) => name.length));
  // One colour a target, one dash pattern a serving runtime and store.
  const kinds = unique(summary.targets.map((t) => `${t.runtime} ${t.store}`));
  const places = unique(summary.targets.map((t) => t.target));
  function style(name, colours) {
    const row = summary.targets.find((t) => t.name === name);
    return { width: 2, color: colours.lines[places.indexOf(row.target) % colours.lines.length],
      type: DASHES[kinds.indexOf(`${row.runtime} ${row.store}`) % DASHES.length] };
  }
  function legendLines(names, width) {
    return Math.ceil(names.length / Math.max(1, Math.floor(width / (60 + 7.5 * longest(names)))));
  }

  function timeline(colours) {
    const shown = data.targets.filter((target) => target.median);
    const rows = shown.map((target) => ({ ...target, lanes: lanes(target.median.stages) }));
    byId('timeline').style.height = `${70 + rows.reduce((sum, row) => sum + Math.max(56, 30 * row.lanes.count + 26), 0)}px`;
    byId('timeline').setAttribute('aria-label', shown.map((target) => `${target.name}: `
      + target.median.stages.map((s) => `${s.stage} ${millis(s.startMillis)} to ${millis(s.endMillis)} ms`).join(', ')
      + `, end to end ${millis(target.median.e2eMillis)} ms`).join('. '));
    const items = [];
    rows.forEach((row, index) => {
      items.push({ value: [index, 0, row.median.e2eMillis, 0, 1], frame: true, row });
      row.lanes.placed.forEach(({ span, lane }) =>
        items.push({ value: [index, span.startMillis, span.endMillis, lane, row.lanes.count], span, row }));
    });
    chart('timeline', {
      animation: false,
      aria: { enabled: false },
      textStyle: text(colours),
      grid: { left: 14 + 8.5 * longest(rows.map((row) => row.name)), right: 64, top: 8, bottom: 44 },
      tooltip: {
        ...tooltip(colours),
        formatter: ({ dataIndex }) => {
          const item = items[dataIndex];
          if (item.frame) return `${echarts.format.encodeHTML(item.row.name)}: end to end ${millis(item.row.median.e2eMillis)} ms`;
          const { span } = item;
          return `${echarts.format.encodeHTML(item.row.name)}: <b>${echarts.format.encodeHTML(span.stage)}</b> ${millis(span.endMillis - span.startMillis)} ms`
            + `<br>from ${millis(span.startMillis)} to ${millis(span.endMillis)} ms`
            + (span.bytes > 0 ? `<br>${(span.bytes / 1e6).toFixed(1)} MB` : '');
        },
      },
      xAxis: {
        type: 'value', min: 0, name: 'milliseconds since process creation', nameLocation: 'middle', nameGap: 28,
        nameTextStyle: { color: colours.soft }, axisLabel: { color: colours.soft, hideOverlap: true },
        splitLine: { lineStyle: { color: colours.line } },
      },
      yAxis: {
        type: 'category', inverse: true, data: rows.map((row) => row.name),
        axisLabel: { color: colours.ink, fontSize: 14, fontWeight: 600 }, axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
      },
      series: [{
        type: 'custom',
        data: items.map((item) => item.value),
        encode: { x: [1, 2], y: 0 },
        renderItem: (params, api) => bar(items[params.dataIndex], api, colours),
      }],
    });
  }

  function bar(item, api, colours) {
    const [row, start, end, lane, count] = item.value;
    const [left, middle] = api.coord([start, row]);
    const right = api.coord([end, row])[0];
    const band = api.size([0, 1])[1];
    const inner = band - 20;
    if (item.frame) {
      return {
        type: 'group',
        children: [
          { type: 'rect', shape: { x: left, y: middle - inner / 2 - 4, width: right - left, height: inner + 8, r: 4 },
            style: { fill: 'transparent', stroke: colours.frame, lineWidth: 1, lineDash: [3, 3] } },
          { type: 'text', style: { text: `${millis(end)} ms`, x: right + 6, y: middle, verticalAlign: 'middle',
            fill: colours.ink, font: '600 13px system-ui, sans-serif' } },
        ],
      };
    }
    const stage = stageNamed[item.span.stage] || { colour: '#888888', ink: '#ffffff', label: item.span.stage };
    const height = inner / count;
    const top = middle - inner / 2 + lane * height;
    const width = Math.max(1.5, right - left);
    const children = [{ type: 'rect', shape: { x: left, y: top + 1, width, height: height - 2, r: 2 }, style: { fill: stage.colour } }];
    const label = `${stage.label} ${millis(end - start)}`;
    const fits = width > label.length * 7 + 6 ? label : width > stage.label.length * 7 + 6 ? stage.label : '';
    if (fits) {
      children.push({ type: 'text', style: { text: fits, x: left + width / 2, y: top + height / 2, align: 'center',
        verticalAlign: 'middle', fill: stage.ink, font: '12px system-ui, sans-serif' } });
    }
    return { type: 'group', children };
  }

  function shares(id, key, what, colours) {
    const shown = data.targets.filter((target) => target[key].length > 0);
    if (shown.length === 0) {
      byId(id).style.display = 'none';
      return;
    }
    const median = (points) => points[Math.ceil(points.length / 2) - 1][0];
    byId(id).setAttribute('aria-label', `${what}: ` + shown.map((target) => `${target.name}: half within `
      + `${millis(median(target[key]))} ms, all within ${millis(target[key][target[key].length - 1][0])} ms`).join('; '));
    const names = shown.map((target) => target.name);
    const legend = 22 * legendLines(names, byId(id).clientWidth);
    chart(id, {
      animation: false,
      textStyle: text(colours),
      color: colours.lines,
      grid: { left: 8, right: 24, top: 14 + legend, bottom: 40, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: colours.ink, width: 7.5 * longest(names), overflow: 'truncate' }, itemWidth: 34 },
      tooltip: { ...tooltip(colours), trigger: 'item',
        formatter: ({ seriesName, value }) => `${echarts.format.encodeHTML(seriesName)}: ${value[1].toFixed(0)} % within ${millis(value[0])} ms` },
      xAxis: { type: 'value', scale: true, name: 'milliseconds', nameLocation: 'middle', nameGap: 26,
        nameTextStyle: { color: colours.soft }, axisLabel: { color: colours.soft, hideOverlap: true }, splitLine: { lineStyle: { color: colours.line } } },
      yAxis: { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value} %', color: colours.soft },
        splitLine: { lineStyle: { color: colours.line } } },
      series: shown.map((target) => ({
        name: target.name, type: 'line', step: 'end', showSymbol: target[key].length <= 40, symbolSize: 6,
        lineStyle: style(target.name, colours), itemStyle: { color: style(target.name, colours).color },
        data: [[target[key][0][0], 0], ...target[key]],
      })),
    });
  }

  function draw(dark) {
    charts.forEach((instance) => instance.dispose());
    charts = [];
    const colours = palette(dark);
    timeline(colours);
    shares('cold', 'coldMillis', 'Cold starts', colours);
    shares('warm', 'warmMillis', 'Warm requests', colours);
  }

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  words();
  numbers();
  against();
  how();
  draw(dark.matches);
  dark.addEventListener('change', () => draw(dark.matches));
  window.addEventListener('resize', () => charts.forEach((instance) => instance.resize()));
  window.addEventListener('beforeprint', () => draw(false));
  window.addEventListener('afterprint', () => draw(dark.matches));
})();
