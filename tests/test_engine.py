from bot.engine import Engine


async def test_restart_starts_over_with_a_reply(engine: Engine) -> None:
    replies = await engine.reply("restart-1", "start over please")
    assert [reply.metadata["answer"] for reply in replies] == ["restart"]
