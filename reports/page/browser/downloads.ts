// Files out of the page: they stand in it compressed.

export function startDownloads(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-download]')) {
    button.addEventListener('click', () => {
      void save(button.dataset);
    });
  }
}

async function save({ download = '', type = '', gzip = '' }: DOMStringMap): Promise<void> {
  const bytes = Uint8Array.from(atob(gzip), (sign) => sign.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const url = URL.createObjectURL(new Blob([await new Response(unpacked).arrayBuffer()], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = download;
  link.click();
  URL.revokeObjectURL(url);
}
