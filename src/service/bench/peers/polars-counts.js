// How often each value of each column comes, of each file that is named.
const polars = require("nodejs-polars");

for (const file of process.argv.slice(2)) {
  const table = file.endsWith(".parquet") ? polars.readParquet(file) : polars.readCSV(file, { inferSchemaLength: 10000 });
  const values = table.columns.map((column) => table.getColumn(column).valueCounts().height);
  console.log(file, table.height, values.reduce((all, some) => all + some, 0));
}
