declare module "plotly.js-dist-min" {
  const plotly: object;
  export default plotly;
}
