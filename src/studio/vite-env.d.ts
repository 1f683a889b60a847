declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: what Vite gives for a style sheet
  export default classes;
}
declare module "*.css";
