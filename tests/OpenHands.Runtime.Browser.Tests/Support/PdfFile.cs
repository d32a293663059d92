using System.Globalization;
using System.Text;

namespace OpenHands.Browsing.Tests.Support;

/// <summary>Makes small PDF documents.</summary>
internal static class PdfFile
{
    private const int FirstPage = 4;

    /// <summary>A document with one line of text on each page.</summary>
    public static byte[] Of(params IReadOnlyList<string> lines)
    {
        var objects = new List<string>
        {
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Kids[{string.Join(' ', Enumerable.Range(0, lines.Count).Select(page => $"{FirstPage + (2 * page)} 0 R"))}]/Count {lines.Count}>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        };
        foreach (var line in lines)
        {
            var content = line.Length == 0 ? "0 0 100 100 re f" : $"BT /F1 24 Tf 72 720 Td ({line}) Tj ET";
            objects.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {objects.Count + 2} 0 R/Resources<</Font<</F1 3 0 R>>>>>>");
            objects.Add($"<</Length {content.Length}>>stream\n{content}\nendstream");
        }

        return Assemble(objects);
    }

    private static byte[] Assemble(List<string> objects)
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj{objects[i]} endobj\n");
        }

        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
        {
            file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        }

        file.Append(CultureInfo.InvariantCulture, $"trailer<</Size {objects.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
