/** Exports series by OpenTelemetry: observable instruments, which are read when the metrics are collected. */

/**
 * Registers what `read` returns.
 *
 * @param meter - of a MeterProvider
 * @param read - returns series, such as `() => serverSeries(server)`
 */
export function observeSeries(meter, read) {
  const instruments = new Map(
    read().map(({ name, help, kind }) => [name, kind === 'counter' ? meter.createObservableCounter(name, { description: help }) : meter.createObservableGauge(name, { description: help })]),
  )
  meter.addBatchObservableCallback(
    (result) => {
      for (const { name, label, values } of read()) {
        for (const [value, number] of values) result.observe(instruments.get(name), number, label === undefined ? {} : { [label]: value })
      }
    },
    [...instruments.values()],
  )
}
