import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a started server listens while the screens are being developed. */
const server = process.env['TIDINGS_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // The shell with React, Mantine and the router is one file of about 240 KB compressed; pages are fetched apart.
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: false },
      '/hooks': { target: server, changeOrigin: false },
    },
  },
});
