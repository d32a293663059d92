using System.Text;
using System.Text.Json.Nodes;
using OpenHands.Server.Files;

namespace OpenHands.Server.Tests.Files;

[TestFixture]
public sealed class UploadPolicyTests
{
    private static readonly JsonNode s_vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors/server/functions.json")))!;

    private static IEnumerable<TestCaseData<string, string>> Names() =>
        s_vectors["sanitize_filename"]!.AsArray().Select(entry => new TestCaseData<string, string>((string)entry!["in"]!, (string)entry["out"]!));

    private static IEnumerable<TestCaseData<string, bool>> Extensions() =>
        s_vectors["is_extension_allowed"]!["cases"]!.AsArray().Select(entry => new TestCaseData<string, bool>((string)entry!["in"]!, (bool)entry["out"]!));

    [TestCaseSource(nameof(Names))]
    public void Names_are_cleaned_as_0_9_3_does(string name, string expected)
    {
        var safe = UploadPolicy.Sanitize(name);

        // Deliberately different: what is no name of a file comes out empty, and is skipped.
        Assert.That(safe, Is.EqualTo(expected is ".." ? "" : expected));
    }

    [TestCaseSource(nameof(Extensions))]
    public void Types_are_allowed_as_0_9_3_does(string name, bool expected)
    {
        var policy = new UploadPolicy(new WorkspaceFileOptions { AllowedExtensions = ["txt", ".PY", "."] });

        var allowed = policy.Allows(name);

        // Deliberately different: "a." ends in no type, and '.' stands for that.
        Assert.That(allowed, Is.EqualTo(expected));
    }

    [Test]
    public void Names_fit_into_what_file_systems_take()
    {
        var safe = UploadPolicy.Sanitize(new string('漢', 300) + ".txt");

        Assert.That(Encoding.UTF8.GetByteCount(safe), Is.LessThanOrEqualTo(255));
        Assert.That(safe, Does.EndWith("漢.txt"));
    }
}
