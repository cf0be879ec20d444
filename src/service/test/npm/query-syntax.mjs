// Reads queries from standard input, a language and a query a line, and prints those that Grafana's own parsers refuse, with the position.
import {readFileSync} from 'node:fs';
import {parser as logql} from '@grafana/lezer-logql';
import {parser as traceql} from '@grafana/lezer-traceql';

const parsers = {loki: logql, tempo: traceql};
for (const line of readFileSync(0, 'utf8').split('\n').filter(text => text)) {
    const [language, query] = line.split(/\t(.*)/s);
    parsers[language].parse(query).iterate({
        enter(node) {
            if (node.type.isError) {
                console.log(`${language}, position ${node.from}: ${query}`);
            }
        }
    });
}
