using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests;

public sealed class ResolvePathVectorTests
{
    [TestCaseSource(nameof(SandboxRows))]
    public void A_path_is_resolved_as_recorded(JsonNode row)
    {
        var path = SandboxPath.Resolve(row["path"].Text(), row["working_dir"].Text());

        Assert.That(path, Is.EqualTo(row["result"].Text()));
    }

    [TestCaseSource(nameof(HostRows))]
    public void A_path_that_0_9_3_allows_on_the_host_means_the_same_file_here(JsonNode row)
    {
        var path = SandboxPath.Resolve(row["file_path"].Text(), row["working_directory"].Text());

        var inWorkspace = Path.GetRelativePath(row["workspace_mount_path_in_sandbox"].Text(), Path.GetFullPath(path));
        Assert.That(Path.GetFullPath(inWorkspace, row["workspace_base"].Text()), Is.EqualTo(row["result"].Text()));
    }

    // 0.9.3 checks this text before it touches the host's own disk. Ours runs inside the sandbox, which is what confines it.
    [TestCaseSource(nameof(RowsRefusedOnTheHost))]
    public void A_path_that_0_9_3_refuses_on_the_host_is_a_path_like_any_other_here(JsonNode row)
    {
        var path = SandboxPath.Resolve(row["file_path"].Text(), row["working_directory"].Text());

        Assert.That(Path.GetFullPath(path), Does.Not.StartWith(row["workspace_mount_path_in_sandbox"].Text() + "/"));
    }

    private static IEnumerable<TestCaseData> SandboxRows() => Named(VectorFile.Rows("client/resolve_path.json"), "path");

    private static IEnumerable<TestCaseData> HostRows() =>
        Named(VectorFile.Rows("misc/resolve_path.json").Where(row => row["result"] is not null), "file_path");

    private static IEnumerable<TestCaseData> RowsRefusedOnTheHost() =>
        Named(VectorFile.Rows("misc/resolve_path.json").Where(row => row["result"] is null), "file_path");

    private static IEnumerable<TestCaseData> Named(IEnumerable<JsonNode> rows, string field) =>
        rows.Select(row => new TestCaseData(row).SetArgDisplayNames($"'{row[field].Text()}'"));
}
