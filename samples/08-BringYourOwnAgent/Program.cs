using BringYourOwnAgent;
using Microsoft.Extensions.DependencyInjection;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Local;

// An agent of your own, registered by its name beside the built-in one. With LLM_BASE_URL and LLM_MODEL (and LLM_API_KEY, where one is
// needed) a real model reviews; without them a stand-in does.
var url = Environment.GetEnvironmentVariable("LLM_BASE_URL");
var model = new ModelOptions
{
    Provider = url is null ? "offline" : ModelOptions.OpenAIProvider,
    Model = Environment.GetEnvironmentVariable("LLM_MODEL") ?? "stand-in",
    BaseUrl = url is null ? null : new Uri(url),
    ApiKey = ApiKey.FromEnvironment("LLM_API_KEY"),
};

var services = new ServiceCollection();
services.AddModel(model)
    .AddModelProvider("offline", (_, _) => new OfflineModel())
    .AddCodeActAgent()
    .AddAgent(Reviewer.AgentName, (provider, setup) => new Reviewer(provider.GetRequiredService<IModelFactory>().Create(setup.Model, setup.Overrides)));
await using var provider = services.BuildServiceProvider();
var agents = provider.GetRequiredService<AgentFactories>();
Console.Out.WriteLine($"Agents: {string.Join(", ", agents.Names)}");

await using var runtime = new LocalRuntime();
await runtime.StartAsync();
await runtime.RunAsync("git init -q && printf 'one\\ntwo\\n' >list.txt && git add list.txt && printf 'one\\nthree\\nfour\\n' >list.txt");

var agent = agents.Create(Reviewer.AgentName, new AgentSetup(runtime));
using var disposable = agent as IDisposable;
await using var controller = new AgentController(agent, runtime);
var state = await controller.RunAsync("Review the change.");

var last = (await runtime.Events.ReadAsync().ToListAsync()).OfType<AgentFinishAction>().LastOrDefault();
Console.Out.WriteLine($"{state}: {last?.Thought}");
return state == AgentState.Finished ? 0 : 1;
