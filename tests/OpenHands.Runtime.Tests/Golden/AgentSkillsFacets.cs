using System.Text.Json.Nodes;
using OpenHands.Tests.AgentSkills;

namespace OpenHands.Tests.Golden;

/// <summary>The recorded calls of AgentSkills, made again on ours with files like those that were there.</summary>
internal static class AgentSkillsFacets
{
    public static async Task<IReadOnlyList<Facet>> AllAsync() =>
    [
        .. await ScenariosAsync("skills/agentskills", lint: false),
        .. await ScenariosAsync("skills/agentskills_autolint_python", lint: true),
        .. await ManyFilesAsync(),
        .. await ReadersAsync(),
        .. await SignaturesAsync(),
    ];

    private static async Task<IReadOnlyList<Facet>> ScenariosAsync(string file, bool lint)
    {
        var facets = new List<Facet>();
        foreach (var scenario in Vectors.Load(file).AsArray())
        {
            using var skills = await PythonSkills.CreateAsync();
            AddFixture(skills);
            if (lint)
            {
                skills.Environment["ENABLE_AUTO_LINT"] = "true";
            }

            var name = $"{file}/{scenario!["scenario"]}";
            facets.AddRange(await CompareAsync(name, skills, scenario["calls"]!.AsArray()));
            facets.AddRange(scenario["files_after"]!.AsObject().Select(after => new Facet($"{name}/files_after/{after.Key}", (string)after.Value!, skills.Read(after.Key))));

            var entries = Directory.EnumerateFileSystemEntries(skills.Workspace).Select(Path.GetFileName).Order(StringComparer.Ordinal);
            facets.Add(new Facet($"{name}/dir_after", Vectors.Text(scenario["dir_after"]), Vectors.Text(new JsonArray([.. entries.Select(entry => (JsonNode?)entry)]))));
        }

        return facets;
    }

    private static async Task<IReadOnlyList<Facet>> ManyFilesAsync()
    {
        using var skills = await PythonSkills.CreateAsync();
        for (var number = 0; number < 101; number++)
        {
            skills.Add($"many/{number}.txt", "needle\n");
        }

        return await CompareAsync("skills/search_dir_101_files", skills, Vectors.Load("skills/search_dir_101_files").AsArray());
    }

    private static async Task<IReadOnlyList<Facet>> ReadersAsync()
    {
        using var skills = await PythonSkills.CreateAsync();
        skills.Add("a.docx", Documents.Word("<w:p><w:r><w:t>First para</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>Second é</w:t></w:r></w:p>"));
        skills.Add("a.tex", "\\section{Hi}Text $x^2$ \\textbf{bold}\n");

        var rows = Vectors.Load("skills/file_readers").AsArray();
        var answers = await skills.CallAllAsync([.. rows.Select(row => new SkillCall((string)row!["call"]!, row["arg"]))]);
        return [.. rows.Zip(answers).SelectMany(pair => Compare($"skills/file_readers/{pair.First!["call"]} {pair.First["arg"]}", pair.First, pair.Second))];
    }

    private static async Task<IReadOnlyList<Facet>> SignaturesAsync()
    {
        using var skills = await PythonSkills.CreateAsync();
        var ours = JsonNode.Parse(await skills.RunAsync(
            "import agentskills, json\nfrom agentskills._documentation import signature_of\n"
            + "print(json.dumps([{'name': name, 'signature': signature_of(getattr(agentskills, name))} for name in agentskills.DOCUMENTED]))"));

        return [new Facet("skills/signatures/all", Vectors.Text(Vectors.Load("skills/signatures")), Vectors.Text(ours))];
    }

    private static async Task<IReadOnlyList<Facet>> CompareAsync(string name, PythonSkills skills, JsonArray rows)
    {
        var answers = await skills.CallAllAsync([.. rows.Select(row => new SkillCall((string)row!["call"]!, [.. row["args"]!.AsArray()]))]);
        return [.. rows.Zip(answers).SelectMany((pair, index) => Compare($"{name}/{index} {pair.First!["call"]}", pair.First, pair.Second))];
    }

    private static IEnumerable<Facet> Compare(string name, JsonNode recorded, SkillAnswer ours)
    {
        var exception = recorded["exception"];
        yield return new Facet($"{name}/stdout", (string)recorded["stdout"]!, ours.Output);
        if (exception is not null || ours.Exception is not null)
        {
            yield return new Facet($"{name}/exception", exception is null ? "" : $"{exception["type"]}: {exception["message"]}", ours.Exception ?? "");
        }

        if (recorded["state"] is { } state)
        {
            yield return new Facet($"{name}/state", Vectors.Text(state), ours.State);
        }
    }

    // The recording holds no files, so these are what its answers show.
    private static void AddFixture(PythonSkills skills)
    {
        skills.Add("short.txt", "one\ntwo\nthree\n");
        skills.Add("nonl.txt", "one\ntwo");
        skills.Add("empty.txt", "");
        skills.Add("blank.txt", "\n");
        skills.Add("crlf.txt", "a\r\nb\r\nc\r\n");
        skills.Add("uni.txt", "naïve\n你好 🙂\nx\u2028y\n");
        skills.Add("ff.txt", "a\fb\nc\n");
        skills.Add("dup.txt", "same\nsame\n");
        skills.Add("ind.txt", "    indented\n");
        skills.Add("long.txt", Numbered("Line ", 350));
        skills.Add("hundred.txt", Numbered("L", 100));
        skills.Add("hundredone.txt", Numbered("L", 101));
        skills.Add("good.py", "def f(x):\n    return x\n\n\ndef g():\n    return f(1)\n");
        skills.Add("bad.py", "def f(:\nundefined_name\n");
        skills.Add("noext", "needle\n");
        skills.Add("sub/a.py", "import os\nneedle = 1\n");
        skills.Add("sub/.hidden", "needle\n");
        skills.Add("sub/deep/b.txt", "none\nneedle here\n  needle again\n");
    }

    private static string Numbered(string word, int count) => string.Concat(Enumerable.Range(1, count).Select(number => $"{word}{number}\n"));
}
