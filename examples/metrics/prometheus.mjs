/** Exports series by prom-client. They are read when the metrics are collected, and at no other time. */
import { Counter, Gauge } from 'prom-client'

/**
 * Registers what `read` returns.
 *
 * @param read - returns series, such as `() => serverSeries(server)`
 */
export function exportSeries(register, read) {
  for (const { name, help, kind, label } of read()) {
    const Metric = kind === 'counter' ? Counter : Gauge
    new Metric({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [register],
      collect() {
        // The stats have sums, also for counters, whose only way to take a sum is this.
        this.reset()
        const { values } = read().find((series) => series.name === name)
        for (const [value, number] of values) label === undefined ? this.inc(number) : this.inc({ [label]: value }, number)
      },
    })
  }
}
