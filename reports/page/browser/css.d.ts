// esbuild takes it out of the script, and puts it into the style of the pages.
declare module '*.css';
