import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BrineError } from '../errors.ts'
import { loadModel } from '../service/load.ts'
import { Repository } from './repository.ts'

const CANCER = join(import.meta.dirname, '..', '..', 'examples', 'cancer', 'model.pkl')
const broken = async () => {
  throw new BrineError('file_damaged', 'the header is wrong')
}

describe('a repository', () => {
  it('goes from announced to ready, and gives the first model where none is named', async () => {
    const repository = new Repository()
    expect(repository.isReady).toBe(false)
    repository.announce('cancer', CANCER)
    expect(() => repository.get('cancer')).toThrow('still loading')
    const model = await repository.load('cancer')
    expect(repository.isReady).toBe(true)
    expect(repository.get()).toBe(model)
    expect(model.name).toBe('cancer')
  })

  it('keeps the error of a model that failed, and is not ready', async () => {
    const repository = new Repository(broken)
    await expect(repository.add('a', 'a.pkl')).rejects.toMatchObject({ code: 'file_damaged' })
    expect(repository.list()).toMatchObject([{ name: 'a', state: 'failed', error: { code: 'file_damaged' } }])
    expect(() => repository.get()).toThrow('could not be loaded: The file is damaged')
    expect(repository.isReady).toBe(false)
  })

  it('hides what nobody foresaw behind an error of its own', async () => {
    const repository = new Repository(async () => {
      throw new TypeError('secret')
    })
    await expect(repository.add('a', 'a.pkl')).rejects.toMatchObject({
      code: 'internal',
      problem: 'loading the model failed',
    })
  })

  it('names the nearest model, or says that there is none', async () => {
    const repository = new Repository()
    expect(() => repository.get()).toThrow('there is no model')
    repository.put(await loadModel(CANCER, { name: 'cancer' }))
    expect(() => repository.get('canser')).toThrow(
      expect.objectContaining({ code: 'model_not_found', remedy: 'Did you mean "cancer"? The models are cancer.' }),
    )
  })

  it('refuses names that no address can hold, and names that are taken', async () => {
    const repository = new Repository(broken)
    for (const name of ['', '../a', 'a/b', '.a', 'a b', 'a'.repeat(101)]) {
      expect(() => repository.announce(name, 'a.pkl')).toThrow(expect.objectContaining({ code: 'usage' }))
    }
    repository.announce('a', 'a.pkl')
    expect(() => repository.announce('a', 'b.pkl')).toThrow('two models or services are called "a"')
  })

  it('counts its changes', () => {
    const repository = new Repository(broken)
    repository.announce('a', 'a.pkl')
    expect(repository.revision).toBe(1)
  })
})
