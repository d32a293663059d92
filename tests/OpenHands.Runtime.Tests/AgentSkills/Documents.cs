using System.IO.Compression;
using System.Text;

namespace OpenHands.Tests.AgentSkills;

/// <summary>Small documents, made of what is typed here.</summary>
internal static class Documents
{
    /// <summary>A Word file with this body.</summary>
    public static byte[] Word(string body) => Archive(("word/document.xml",
        $"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}</w:body></w:document>"""));

    /// <summary>A presentation that shows its slides in the reverse order of their files.</summary>
    public static byte[] PowerPoint(params string[] texts)
    {
        const string Namespaces = """xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" """;
        var numbers = Enumerable.Range(1, texts.Length).ToArray();
        var ids = string.Concat(numbers.Reverse().Select(number => $"""<p:sldId id="{255 + number}" r:id="r{number}"/>"""));
        var relations = string.Concat(numbers.Select(number => $"""<Relationship Id="r{number}" Target="slides/slide{number}.xml"/>"""));
        return Archive(
        [
            ("ppt/presentation.xml", $"<p:presentation {Namespaces}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"),
            ("ppt/_rels/presentation.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"""),
            .. texts.Select((text, index) => (
                $"ppt/slides/slide{index + 1}.xml",
                $"<p:sld {Namespaces}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>")),
        ]);
    }

    /// <summary>A PDF file with a page for each text.</summary>
    public static byte[] Pdf(params string[] texts)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {texts.Length} /Kids [{string.Join(' ', texts.Select((_, index) => $"{4 + (index * 2)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        foreach (var text in texts)
        {
            var content = $"BT /F1 12 Tf 20 100 Td ({text}) Tj ET";
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << /Font << /F1 3 0 R >> >> /Contents {objects.Count + 2} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var file = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (item, index) in objects.Select((item, index) => (item, index)))
        {
            offsets.Add(file.Length);
            file.Append($"{index + 1} 0 obj\n{item}\nendobj\n");
        }

        var table = file.Length;
        file.Append($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            file.Append($"{offset:D10} 00000 n \n");
        }

        file.Append($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static byte[] Archive(params (string Name, string Content)[] parts)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in parts)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
