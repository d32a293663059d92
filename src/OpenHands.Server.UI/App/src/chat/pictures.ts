const largest = 6 * 1024 * 1024;

/** Reads picture files into the addresses that messages carry. */
export async function readPictures(files: Iterable<File>): Promise<{ pictures: string[]; refused: string }> {
  const pictures: string[] = [];
  let refused = '';
  for (const file of files) {
    if (!/^image\/(png|jpeg|gif|webp)$/.test(file.type)) refused = `${file.name} is no PNG, JPEG, GIF or WebP picture. Other files go to the Files panel.`;
    else if (file.size > largest) refused = `${file.name} has more than 6 MB. Make it smaller, or upload it in the Files panel.`;
    else pictures.push(await addressOf(file));
  }
  return { pictures, refused };
}

function addressOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(file);
  });
}
