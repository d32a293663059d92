using Microsoft.Extensions.AI;
using OpenHands.Agents;
using OpenHands.Local;

// The runtime as functions. With LLM_BASE_URL and LLM_MODEL (and LLM_API_KEY, where one is needed) a model calls them, by the function
// calling of Microsoft.Extensions.AI; without them this program does.
await using var runtime = new LocalRuntime();
await runtime.StartAsync();
var tools = runtime.AsAITools();

if (Environment.GetEnvironmentVariable("LLM_BASE_URL") is { } url)
{
    using var models = new ModelFactory([new ModelOptions
    {
        BaseUrl = new Uri(url),
        Model = Environment.GetEnvironmentVariable("LLM_MODEL") ?? "default",
        ApiKey = ApiKey.FromEnvironment("LLM_API_KEY"),
    }]);
    using var model = models.Create();
    using var client = new FunctionInvokingChatClient(model.Client);
    var task = args.Length > 0 ? string.Join(' ', args) : "Write the first ten squares into squares.txt, one a line, and tell me their sum.";
    var answer = await client.GetResponseAsync(task, new ChatOptions { Tools = [.. tools] });
    Console.Out.WriteLine(answer.Text);
    return;
}

foreach (var tool in tools)
{
    Console.Out.WriteLine($"{tool.Name,-12} {tool.Description.ReplaceLineEndings(" ").Split(". ")[0]}.");
}

Console.Out.WriteLine();
Console.Out.WriteLine(await CallAsync("write_file", ("path", "squares.txt"), ("content", "1\n4\n9\n17\n")));
Console.Out.WriteLine(await CallAsync("edit_file", ("command", "str_replace"), ("path", "squares.txt"), ("old_str", "17"), ("new_str", "16")));
Console.Out.WriteLine(await CallAsync("run", ("command", "awk '{ sum += $1 } END { print sum }' squares.txt")));

Task<object?> CallAsync(string name, params (string Name, object? Value)[] arguments) => tools.Single(tool => tool.Name == name)
    .InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value))).AsTask();
