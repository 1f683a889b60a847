import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: "src/studio",
  base: "./",
  plugins: [react()],
  resolve: { conditions: ["vitral-source", "browser", "module", "development|production"] },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: {
    outDir: "../../dist/studio",
    emptyOutDir: true,
    target: "es2023",
    cssTarget: ["chrome123", "firefox121", "safari17.5"], // light-dark(), color-mix()
    assetsInlineLimit: 0, // no data: addresses, so that the server's content policy can stay strict
    sourcemap: false,
  },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": "http://127.0.0.1:4242" } },
});
