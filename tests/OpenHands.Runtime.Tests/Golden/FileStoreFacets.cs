namespace OpenHands.Tests.Golden;

/// <summary>The recorded uses of 0.9.3's general file store, which ours does not have.</summary>
internal static class FileStoreFacets
{
    public static IEnumerable<Facet> All() =>
        from kind in (string[])["local", "memory"]
        from row in Vectors.Load("misc/file_stores")[kind]!.AsArray().Index()
        let operation = (string)row.Item!["op"]![0]!
        select new Facet(
            $"misc/file_stores/{kind}/{row.Index}/{operation}",
            row.Item["error"] is { } error ? error.ToString() : Vectors.Text(row.Item["result"]),
            "no such store");
}
