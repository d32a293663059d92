using OpenHands.Tests.Agents;

namespace OpenHands.Tests.Golden;

/// <summary>What the controller does otherwise than the one of OpenHands 0.9.3.</summary>
internal static class ControllerDifferences
{
    public static IReadOnlyList<DeliberateDifference> All { get; } =
    [
        new(
            "everything-that-runs-can-wait-for-consent",
            "Confirmation concerns every action that runs, so all of them have is_confirmed. 0.9.3 asked for commands and cells only, and wrote files unasked. The default is not written.",
            "misc/registry/has_is_confirmed",
            "misc/registry/fields/BrowseURLAction/names",
            "misc/registry/fields/BrowseInteractiveAction/names",
            "misc/registry/fields/FileReadAction/names",
            "misc/registry/fields/FileWriteAction/names",
            "misc/agent_controller/confirmation not asked for read/0/agent_state",
            "misc/agent_controller/confirmation not asked for read/0/*iteration",
            "misc/agent_controller/confirmation not asked for read/events"),
        new(
            "all-syntax-errors-count",
            "All three syntax errors that agents repeat are noticed. In 0.9.3 two of them could never be, because the loop over them left after the first.",
            "misc/stuck_detector/ipython_comma_x4_diff_middle/is_stuck",
            "misc/stuck_detector/ipython_incomplete_input_x4_diff_middle/is_stuck"),
        new(
            "almost-stuck-is-not-kept",
            "There is no counter of how close to stuck an agent is. 0.9.3 wrote one into its state and read it nowhere.",
            "misc/stuck_detector/*/almost_stuck"),
        new(
            "subtasks-have-their-state",
            "Subtasks that come with a state have it. 0.9.3 read the state and forgot it.",
            "misc/root_task/0/1/t*",
            "misc/root_task/0/2/t*",
            "misc/root_task/0/3/tree")
        {
            ShownBy = [$"{nameof(TaskTreeTests)}.{nameof(TaskTreeTests.Subtasks_come_with_their_state)}"],
        },
        new(
            "task-errors-say-what-there-is",
            "A task or a state that does not exist is refused with what an id looks like and which states there are; the agent reads it. In 0.9.3 the exception was lost.",
            "misc/root_task/*/error")
        {
            ShownBy = [$"{nameof(AgentControllerTests)}.{nameof(AgentControllerTests.A_task_that_does_not_exist_is_an_error_that_the_agent_reads)}"],
        },
        new(
            "no-free-step-after-a-limit",
            "Whoever resumes grants as many steps as at first, not one more. Traffic is normal then; 0.9.3 had a third state, in which limits were not looked at.",
            "misc/agent_controller/max_iterations ui + resume doubles/1/*iteration",
            "misc/agent_controller/max_iterations ui + resume doubles/events",
            "misc/agent_controller/budget ui + resume/2/traffic"),
        new(
            "steps-begin-at-once",
            "A step begins as soon as there is something to do. 0.9.3 looked ten times a second, and these were recorded before it had looked; here the agent is in the middle of a step, which counts.",
            "misc/agent_controller/budget headless/*/*iteration",
            "misc/agent_controller/pause and resume/*/*iteration",
            "misc/agent_controller/stop/*/*iteration"),
        new(
            "the-agent-runs-again-after-an-error",
            "After an error the user can go on: the agent is asked again. The loop of 0.9.3 was dead, and the state said running. The error says what happened; 0.9.3 kept that from the stream.",
            "misc/agent_controller/unexpected exception/1/agent_state",
            "misc/agent_controller/unexpected exception/1/iteration",
            "misc/agent_controller/unexpected exception/1/local_iteration",
            "misc/agent_controller/unexpected exception/events"),
        new(
            "iterations-count-from-the-users-words",
            "Each word of the user grants the full number of steps again. 0.9.3 counted over the whole session, so that long ones ended in the middle of an answer.",
            "misc/agent_controller/unexpected exception/1/max_iterations",
            "misc/agent_controller/no runtime: pending forever/1/max_iterations"),
        new(
            "one-state-on-the-stream",
            "A called agent has no states of its own on the stream; in 0.9.3 clients took them for the caller's. Its answer has the call as its cause. A limit that both share is reported once.",
            "misc/agent_controller/delegate reject/events",
            "misc/agent_controller/delegate max iterations error/events"),
        new(
            "an-unknown-agent-is-an-error",
            "Calling an agent that does not exist is answered by an error that names those that do. In 0.9.3 the exception was lost and the caller never heard of it.",
            "misc/agent_controller/delegate unknown agent/0/last_error",
            "misc/agent_controller/delegate unknown agent/events"),
        new(
            "costs-count-at-once",
            "A budget is compared with what was really spent, before each step. 0.9.3 added up the costs when the task was over.",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/0/agent_state",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/0/*iteration",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/0/traffic",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/0/last_error",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/0/accumulated_cost",
            "misc/agent_controller/llm cost is not counted until the task ends (budget 2.0, 1.0 per step)/events"),
        new(
            "an-action-is-not-awaited-for-ever",
            "An action that nobody answers is answered by an error after a deadline, and the agent goes on. 0.9.3 waited for ever, whatever the user said.")
        {
            ShownBy = [$"{nameof(PendingActionTests)}.{nameof(PendingActionTests.An_action_that_nobody_answers_is_answered_by_an_error_after_the_deadline)}"],
        },
        new(
            "only-states-that-can-follow",
            "A state that cannot follow the present one is refused with an error that names both. 0.9.3 took any word as a state.")
        {
            ShownBy = [$"{nameof(AgentStateTests)}.{nameof(AgentStateTests.A_state_that_cannot_follow_is_refused_with_a_sentence_that_names_both)}"],
        },
    ];
}
